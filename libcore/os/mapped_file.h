#pragma once
// A regular file as memory that is only read. Whoever owns the file replaces it as a whole and never changes it: a
// process that reads what another one has cut off gets SIGBUS (cli/signals.h).

#include <cstdint>
#include <string>

#include "libcore/base/bytes.h"
#include "libcore/base/result.h"

namespace tlog {

class MappedFile {
 public:
  static Result<MappedFile> open(const std::string& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;
  ~MappedFile();

  ByteView bytes() const { return bytes_; }
  // It will be read from its beginning to its end.
  void read_ahead() const;

 private:
  explicit MappedFile(ByteView bytes) : bytes_(bytes) {}
  ByteView bytes_;
};

}  // namespace tlog
