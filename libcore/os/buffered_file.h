#pragma once
// A file that grows at its end and is read back anywhere, for more than memory should hold. Every error names it.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/os/file.h"

namespace tlog {

class BufferedFile {
 public:
  // `fd` is open for reading and writing, and the file is empty.
  BufferedFile(Fd fd, std::string name) : fd_(std::move(fd)), name_(std::move(name)) {}
  // A file without a name in the directory: it is gone with its descriptor, however the process ends.
  static Result<BufferedFile> unnamed(const std::string& directory);

  Status append(std::string_view bytes);
  // What was appended can be read.
  Status flush();
  uint64_t size() const { return written_ + buffer_.size(); }

  // Exactly these bytes, which were flushed.
  Status read_at(uint64_t offset, std::span<char> out) const;
  // Takes the room of so many bytes, which read as zeros until they are written over, in whatever order.
  Status reserve(uint64_t bytes);
  // Over what is there.
  Status write_at(uint64_t offset, std::string_view bytes);
  // All of another file, which was flushed, at the end of this one.
  Status append_file(const BufferedFile& other);
  // Everything is durable, but for the name.
  Status sync();
  Status close() { return fd_.close(name_); }

 private:
  Fd fd_;
  std::string name_, buffer_;
  uint64_t written_ = 0;
};

}  // namespace tlog
