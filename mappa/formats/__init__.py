"""How days and instants are written, where Django writes them by itself."""
