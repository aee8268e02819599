"""What a call that succeeded did not do, item by item."""
