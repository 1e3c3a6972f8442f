#pragma once
// How one chunk gets to where it belongs. The loop over chunks, with its waves, tries and journal, is
// upload_chunks.h's, and there is one only; what it asks of a route is this interface. The usual route is to a group of
// stores; another one is chunk_route.h's.

#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/base/types.h"
#include "libcore/chunk/address.h"
#include "libcore/ops/host.h"
#include "libcore/ops/upload.h"
#include "libcore/store/chunk_endpoints.h"

namespace tlog {

struct ChunkToSend {
  size_t index = 0;  // in the plan
  Address address;
  uint64_t size = 0;
  std::vector<size_t> candidates{};  // stores, the best first
  std::set<size_t> may_have{};       // of them those that may have it already: they are looked at before it is sent
  std::string receipt{};             // goes with it
};

// What has become of it so far; a second try goes on where the first one ended.
struct ChunkProgress {
  std::vector<size_t> holders;  // stores that have it, as far as was asked for
  std::set<size_t> given_up;    // those that refused it for good
  bool done = false;
  bool passing = false;  // not done, and another try may help
  uint64_t retry_after_s = 0;
  uint64_t attempts = 0;         // puts
  std::string route{};           // where there are several: the one it took
  std::string reason{};          // why it is not done
  std::optional<Error> fatal{};  // the upload cannot go on
};

class ChunkSender {
 public:
  virtual ~ChunkSender() = default;
  // Tries once. Called from several threads, for different chunks.
  virtual void send(const ChunkToSend& chunk, std::string_view bytes, ChunkProgress& progress) = 0;
};

// A quorum of a group (spec/upload.md 4.2): the chunk is put to as many stores as are needed, at once; for each that
// fails, or does not have it when it is read back, the next one of all that were asked is taken.
class GroupSender : public ChunkSender {
 public:
  GroupSender(ChunkEndpoints& endpoints, uint64_t quorum, ReadBack read_back, Host& host)
      : endpoints_(endpoints), quorum_(quorum), read_back_(read_back), host_(host) {}

  void send(const ChunkToSend& chunk, std::string_view bytes, ChunkProgress& progress) override;

  // Which of these have the chunk, looked at as was asked for. The others of which that is known for certain, and who
  // said otherwise, are liars from now on: they are asked last.
  std::vector<size_t> confirm(const std::vector<size_t>& claimed, const Address& address, uint64_t size,
                              std::string& reason);
  bool is_liar(size_t endpoint) const;

 private:
  std::vector<size_t> next_for(const ChunkToSend& chunk, const ChunkProgress& progress,
                               const std::set<size_t>& tried) const;
  std::vector<ChunkReply> bring(const std::vector<size_t>& stores, const ChunkToSend& chunk, std::string_view bytes,
                                ChunkProgress& progress);
  void take_lie(size_t endpoint, const std::string& reason);

  ChunkEndpoints& endpoints_;
  const uint64_t quorum_;
  const ReadBack read_back_;
  Host& host_;
  mutable std::mutex mutex_;
  std::set<size_t> liars_;
};

}  // namespace tlog
