"""`./luma adopt`: existing accounts brought under management; nothing is deleted or replaced."""
