"""What every local cloud needs and no vendor owns: store, errors, faults, fingerprints, ids, clock."""
