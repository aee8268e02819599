"""Wheels of single products, to be installed beside the wheel of tc3."""
