#pragma once
// The chunks in a folder of this machine, one store of a group (chunk_endpoints.h): PATH/chunks/<64 hex>.

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/base/types.h"
#include "libcore/chunk/address.h"
#include "libcore/store/object_store.h"

namespace tlog {

struct ChunkReply;

// Callable from several threads. The folder is made by the first put; reading makes nothing. `name` is for messages.
class ChunkDir {
 public:
  explicit ChunkDir(std::string path) : path_(std::move(path)) {}

  ChunkReply put(const Address& address, std::string_view bytes, const std::string& name);
  ChunkReply look(const Address& address, uint64_t size, const std::string& name) const;
  ChunkReply read_back(const Address& address, uint64_t size, const std::string& name) const;
  // Not verified. not_found, malformed (more than `max_bytes`), io.
  Result<std::string> get(const Address& address, size_t max_bytes) const;

 private:
  Result<ObjectStore*> open();
  std::string path_of(const Address& address) const;

  const std::string path_;
  std::mutex mutex_;
  std::unique_ptr<ObjectStore> store_;
};

}  // namespace tlog
