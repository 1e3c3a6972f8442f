#include "libcore/store/chunk_dir.h"

#include <sys/stat.h>

#include <cerrno>
#include <memory>
#include <span>

#include "libcore/crypto/blake3.h"
#include "libcore/os/file.h"
#include "libcore/store/chunk_endpoints.h"
#include "libcore/store/object_store_dir.h"

namespace tlog {

namespace {

constexpr size_t kPieceBytes = 256 * 1024;
constexpr ObjectKind kChunkKind{"application/octet-stream", "public, max-age=31536000, immutable"};

// A folder that is not there, a full disk: another time it may be otherwise. Not so where we have no permission.
ChunkReply reply_of(const Error& error) {
  return {error.code() == Errc::kDenied ? ChunkAnswer::kRefused : ChunkAnswer::kUnreachable, error.message()};
}

}  // namespace

std::string ChunkDir::path_of(const Address& address) const { return path_ + "/chunks/" + hex_encode(address); }

Result<ObjectStore*> ChunkDir::open() {
  std::lock_guard lock(mutex_);
  if (!store_) {
    TRY(store_, open_dir_store(path_));
  }
  return store_.get();
}

ChunkReply ChunkDir::put(const Address& address, std::string_view bytes, const std::string&) {
  auto store = open();
  if (!store) return reply_of(store.error());
  const auto outcome = (*store)->create("chunks/" + hex_encode(address), bytes, kChunkKind);
  if (!outcome) return reply_of(outcome.error());
  return {*outcome == PutOutcome::kDone ? ChunkAnswer::kStored : ChunkAnswer::kThere};
}

ChunkReply ChunkDir::look(const Address& address, uint64_t size, const std::string& name) const {
  struct stat info {};
  const std::string path = path_of(address);
  if (::stat(path.c_str(), &info) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return {ChunkAnswer::kMissing, name + ": does not have the chunk"};
    return reply_of(errno_error(path, errno));
  }
  if (S_ISREG(info.st_mode) && static_cast<uint64_t>(info.st_size) == size) return {ChunkAnswer::kThere};
  return {ChunkAnswer::kWrong, name + ": has other bytes"};
}

ChunkReply ChunkDir::read_back(const Address& address, uint64_t size, const std::string& name) const {
  const std::string path = path_of(address);
  const auto fd = open_regular_file(path);
  if (!fd && fd.error().code() == Errc::kNotFound) return {ChunkAnswer::kMissing, name + ": does not have the chunk"};
  if (!fd) return reply_of(fd.error());
  Blake3 hash;
  const auto bytes = std::make_unique_for_overwrite<char[]>(kPieceBytes);
  const std::span<char> piece(bytes.get(), kPieceBytes);
  uint64_t length = 0;
  while (length <= size) {
    const auto got = read_some(fd->get(), piece, path);
    if (!got) return reply_of(got.error());
    if (*got == 0) break;
    hash.update(as_bytes({piece.data(), *got}));
    length += *got;
  }
  if (length == size && hash.finish().bytes == address.bytes) return {ChunkAnswer::kThere};
  return {ChunkAnswer::kWrong, name + ": has other bytes"};
}

Result<std::string> ChunkDir::get(const Address& address, size_t max_bytes) const {
  return read_regular_file(path_of(address), max_bytes);
}

}  // namespace tlog
