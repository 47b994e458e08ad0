# The inventory: devices that carry a sticker.

assets-all = Inventory
assets-all-text = The devices that carry a sticker, and where they are.
assets-add = Add device
assets-words = Sticker, name or model
assets-none = No device matches, or there is none yet.
assets-tag = Sticker
assets-tag-hint = What the sticker says: no two are equal.
assets-hostname = Device name
assets-hostname-hint = What it is called on the network.
assets-kind = Kind of device
assets-kind-hint = Printer, laptop, whiteboard…
assets-model = Make and model
assets-model-hint = For instance, HP LaserJet Pro M404.
assets-serial = Serial number
assets-places-hint = To choose the location, choose the company or school first.
assets-tag-missing = Enter what the sticker says
assets-tag-taken = Another device has this sticker already
assets-unknown = This company or school has no device with that identifier
