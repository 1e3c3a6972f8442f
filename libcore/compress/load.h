#pragma once
// Reads a whole input, decompressed, into memory once: no second copy, not even while it grows.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "libcore/base/bytes.h"
#include "libcore/base/result.h"
#include "libcore/compress/decoder.h"

namespace tlog {

// Bytes that grow without being copied where the system can move pages instead (realloc of glibc does). Room that was
// never written to costs no memory.
class Buffer {
 public:
  Buffer() = default;
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;
  ~Buffer();

  size_t size() const { return size_; }
  std::string_view text() const { return {data_, size_}; }

  // Room for `more` bytes behind the end, at least; then say how many were written.
  std::span<uint8_t> room(size_t more);
  void wrote(size_t bytes);

 private:
  char* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

struct LoadOptions {
  uint64_t max_bytes = 0;           // decoded
  std::function<bool()> cancelled;  // asked while waiting for a pipe
  unsigned jobs = 1;                // threads that read a large plain file
};

// Reads `fd` to its end; zstd, bzip2 and gzip are told by their first bytes (decoder.h). Errors do not name the input,
// except for those of reading, which name `path`. A cancelled load gives what was read so far. malformed: damaged, or
// more than max_bytes.
Result<Buffer> load_decoded(int fd, std::string_view path, const LoadOptions& options);

// The same for an input that is handed over piece by piece.
class PieceLoader {
 public:
  explicit PieceLoader(uint64_t max_bytes) : max_bytes_(max_bytes) {}
  // malformed: as above.
  Status take(ByteView piece);
  // At the end of the input.
  Result<Buffer> finish();

 private:
  Status begin();
  Status decode(ByteView piece);

  const uint64_t max_bytes_;
  Bytes head_;  // until there is enough to tell what it is
  bool begun_ = false;
  std::unique_ptr<Decoder> decoder_;
  Buffer out_;
};

}  // namespace tlog
