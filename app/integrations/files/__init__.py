"""Where the bytes of files are kept: S3, or a folder of this machine."""
