"""vorläufig"""
