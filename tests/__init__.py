"""The suite: unit tests beside what they test by folder name, and the proofs that run the real engine."""
