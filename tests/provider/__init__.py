"""The provider luma against the local cloud's HTTP front ends: over gRPC, and through the real engine."""
