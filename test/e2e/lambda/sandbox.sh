#!/bin/sh
# Stands for Lambda's sandbox: a root of its own that cannot be written to, with nothing in it but Node, the libraries
# that Node is linked to, the function at /var/task and its layer at /opt. No /dev/shm, and only /tmp takes files.
#
#   unshare --mount --pid --fork --kill-child sh sandbox.sh ROOT NODE TASK LAYER RUNTIME
set -eu
root=$1 node=$(readlink -f "$2") task=$3 layer=$4 runtime=$5

# Whatever is mounted from here on, nobody outside sees it, and it is gone with this process.
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$root"
cd "$root"
mkdir -p var/task opt tmp proc dev etc var/lang/bin var/runtime

for library in $(ldd "$node" | grep -o '/[^ ]*'); do
  mkdir -p ".$(dirname "$library")"
  cp -L "$library" ".$library"
done
touch var/lang/bin/node var/runtime/index.mjs
mount --bind "$node" var/lang/bin/node
mount --bind "$runtime" var/runtime/index.mjs
mount --bind -o ro "$task" var/task
mount --bind -o ro "$layer" opt
mount -t proc proc proc
for device in null zero random urandom; do
  touch dev/$device
  mount --bind /dev/$device dev/$device
done
echo 'sbx_user1051:x:993:990::/home/sbx_user1051:/sbin/nologin' > etc/passwd
cp -L /etc/hosts /etc/resolv.conf etc/
# As much as the function is deployed with.
mount -t tmpfs -o size=1024m,mode=1777 tmpfs tmp
mount -o remount,ro .

# The user that Lambda runs functions as.
exec setpriv --no-new-privs chroot --userspec=993:990 . /var/lang/bin/node /var/runtime/index.mjs
