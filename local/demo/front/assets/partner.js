/** Of another company, from another origin, as most pages have one. */
function greet() {
  document.querySelector('#partner').textContent = 'Visits are counted by nobody.';
}

if (document.readyState === 'loading') addEventListener('DOMContentLoaded', greet);
else greet();
