"""What turns a page into a paper."""
