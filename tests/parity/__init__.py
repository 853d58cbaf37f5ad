"""The vendors' own provider plugins and our stand-ins, asked the same: see `test_parity.py`."""
