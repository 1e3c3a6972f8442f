#include "libcore/os/buffered_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "libcore/base/assert.h"
#include "libcore/base/text.h"

namespace tlog {

namespace {

constexpr size_t kBufferBytes = 1 << 18;

}  // namespace

Result<BufferedFile> BufferedFile::unnamed(const std::string& directory) {
  const std::string name = "a temporary file in " + directory;
  Fd fd(::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!fd && (errno == EOPNOTSUPP || errno == EISDIR)) {  // a file system that has no files without names
    std::string path = directory + "/unnamed-XXXXXX";
    fd = Fd(::mkostemp(path.data(), O_CLOEXEC));
    if (fd && ::unlink(path.c_str()) != 0) return errno_error(path, errno);
  }
  if (!fd) return errno_error(name, errno);
  return BufferedFile(std::move(fd), name);
}

Status BufferedFile::append(std::string_view bytes) {
  if (bytes.size() < kBufferBytes / 4) {
    buffer_.append(bytes);
    return buffer_.size() < kBufferBytes ? Status() : flush();
  }
  CHECK(flush());
  CHECK(write_at(written_, bytes));  // as they are: a copy into the buffer would cost more than a call
  written_ += bytes.size();
  return {};
}

Status BufferedFile::flush() {
  CHECK(write_at(written_, buffer_));
  written_ += buffer_.size();
  buffer_.clear();
  return {};
}

Status BufferedFile::read_at(uint64_t offset, std::span<char> out) const {
  while (!out.empty()) {
    const ssize_t n = ::pread(fd_.get(), out.data(), out.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno_error(name_, errno);
    if (n == 0) return Error(Errc::kIo, printable(name_, 4096) + ": it became shorter while it was in use");
    out = out.subspan(static_cast<size_t>(n));
    offset += static_cast<uint64_t>(n);
  }
  return {};
}

Status BufferedFile::write_at(uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno_error(name_, errno);
    bytes.remove_prefix(static_cast<size_t>(n));
    offset += static_cast<uint64_t>(n);
  }
  return {};
}

Status BufferedFile::reserve(uint64_t bytes) {
  ASSERT(size() == 0);
  if (bytes == 0) return {};
  int result;
  do {
    result = ::fallocate(fd_.get(), 0, 0, static_cast<off_t>(bytes));
  } while (result != 0 && errno == EINTR);
  // Not every file system can: then a full disk is found later.
  if (result != 0 && errno == EOPNOTSUPP) result = ::ftruncate(fd_.get(), static_cast<off_t>(bytes));
  if (result != 0) return errno_error(name_, errno);
  written_ = bytes;
  return {};
}

Status BufferedFile::append_file(const BufferedFile& other) {
  std::string block;
  for (uint64_t at = 0; at < other.size(); at += block.size()) {
    block.resize(std::min<uint64_t>(kBufferBytes, other.size() - at));
    CHECK(other.read_at(at, block));
    CHECK(append(block));
  }
  return {};
}

Status BufferedFile::sync() {
  CHECK(flush());
  if (::fsync(fd_.get()) != 0) return errno_error(name_, errno);
  return {};
}

}  // namespace tlog
