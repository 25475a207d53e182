"""What every act of the desk does: holds rows that decide, tells timeline and screens."""
