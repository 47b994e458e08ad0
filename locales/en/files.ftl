# Attached files.

## Those that are not taken. { $name } is the file’s name.

files-empty = “{ $name }” is empty
files-too-large = “{ $name }” is too large: the limit for each file is { $max }
files-type = “{ $name }” is of a type that we do not accept
files-too-many = { $max ->
    [one] You can attach only one file
   *[other] You can attach { $max } files at most
}
files-cut = “{ $name }” did not arrive complete. Attach it again.
files-gone = An attached file is no longer there. Attach it again.
files-refused = We could not attach the file

## While they are attached

files-uploading = Uploading { $name }
files-done = { $name } attached
files-remove = Remove { $name }
files-keep = Attach { $name }
files-wait = Waiting for the files to finish uploading
files-too-big = It is { $size }; the limit is { $max }.
files-failed = It could not be uploaded.
files-pasted = screenshot-{ $time }.png
