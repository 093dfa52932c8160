"""`python -m symland` is `symland`."""

from __future__ import annotations

import sys

from symland.cli import main

sys.exit(main())
