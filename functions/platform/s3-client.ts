/** What is called of the SDK: a module that is imported lazily is bundled whole, so this one names its parts. */
export { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
