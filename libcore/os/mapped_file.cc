#include "libcore/os/mapped_file.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "libcore/os/file.h"

namespace tlog {

Result<MappedFile> MappedFile::open(const std::string& path) {
  TRY(const Fd fd, open_regular_file(path));
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return errno_error(path, errno);
  const auto size = static_cast<size_t>(info.st_size);
  if (size == 0) return MappedFile(ByteView());  // nothing can be mapped
  void* at = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, fd.get(), 0);
  if (at == MAP_FAILED) return errno_error(path, errno);
  return MappedFile(ByteView(static_cast<const uint8_t*>(at), size));
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, ByteView())) {}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<uint8_t*>(bytes_.data()), bytes_.size());
}

void MappedFile::read_ahead() const {
  if (!bytes_.empty()) (void)::madvise(const_cast<uint8_t*>(bytes_.data()), bytes_.size(), MADV_SEQUENTIAL);
}

}  // namespace tlog
