"""Named SELECTs; each says where it takes more than one statement."""
