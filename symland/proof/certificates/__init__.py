"""Certificates: what was judged in the language of authors, written down in the kernel's terms."""
