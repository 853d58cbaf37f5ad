"""`./luma rollback`: the previous production deployment promoted again."""
