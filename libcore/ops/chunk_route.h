#pragma once
// The routed way of a chunk (spec/root-cas.md 3.5, 3.6): to a master, which owns the names, and need not see the bytes.
// Where there are ingest nodes, and the master says that it can, a node gets the bytes, and the master is told under
// which name they are, by their CID. What does not go that way goes to the master as it is:
//
//   a node      dead, slow, lying, too small     the next node; none is left: full bytes
//               no leave, no credit              no node any more in this run; full bytes
//               "these are not the bytes"        full bytes, if they are
//   the master  takes the CID, and says so       done
//               takes it, and says another one   full bytes over it; no CIDs any more in this run
//               409: does not find the bytes     once more after 250 ms, then full bytes
//               412: has something of this name  done if that is the chunk, else not, and no bytes are sent
//               does not answer, 5xx             done if it is there all the same, else full bytes
//               everything else                  full bytes; no CIDs any more in this run

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "libcore/ops/chunk_send.h"
#include "libcore/store/chunk_journal.h"
#include "libcore/store/ingest_nodes.h"

namespace tlog {

// How chunks went in this run.
struct RouteCounts {
  uint64_t ingest_chunks = 0, ingest_bytes = 0;  // by a node and a CID
  uint64_t master_chunks = 0, master_bytes = 0;  // as they are
};

struct RouteTools {
  ChunkEndpoints& master;        // the only one of them
  IngestNodes* nodes = nullptr;  // or null: all goes to the master, which is not asked what it can
  ReadBack read_back = ReadBack::kGet;
  bool strict_etag = true;  // what the master answers to full bytes must be their CID
  ChunkJournal& journal;
  std::set<Address> ingested{};  // by an earlier run
  Host& host;
};

class RouteSender : public ChunkSender {
 public:
  explicit RouteSender(RouteTools tools) : tools_(std::move(tools)) {}

  void send(const ChunkToSend& chunk, std::string_view bytes, ChunkProgress& progress) override;

  RouteCounts counts() const;
  std::string reason() const;  // why not all went by a node; empty: nothing was in the way

 private:
  // How far a chunk is that is tried again.
  struct Way {
    bool ingested = false;  // a node has it
    bool no_map = false;    // the master was asked to take its CID, and is not again
    bool unsure = false;    // the last PUT may have been done
    bool replaces = false;  // what is there is wrong, and came from us
    std::string route{};    // of that PUT
  };
  enum class Next { kDone, kOn, kEnd };  // stored; not yet; not in this try

  void try_once(const ChunkToSend& chunk, std::string_view bytes, ChunkProgress& progress, Way& way);
  bool is_capable();
  void turn_off(const std::string& why);
  void tell_detour(const std::string& why);
  Next ingest(const ChunkToSend& chunk, std::string_view bytes, ChunkProgress& progress, Way& way);
  Next map(const ChunkToSend& chunk, ChunkProgress& progress, Way& way);
  Next send_bytes(const ChunkToSend& chunk, std::string_view bytes, ChunkProgress& progress, Way& way);
  Next look(const ChunkToSend& chunk, ChunkProgress& progress, Way& way);
  Next look_after_412(const ChunkToSend& chunk, ChunkProgress& progress, Way& way);
  Next confirm(const ChunkToSend& chunk, ChunkProgress& progress, Way& way);
  Next later(const ChunkReply& reply, ChunkProgress& progress, Way& way) const;
  bool is_tag_right(const ChunkToSend& chunk, const ChunkReply& reply, ChunkProgress& progress);

  const RouteTools tools_;
  std::once_flag probed_;
  std::atomic<bool> capable_{false}, told_tag_{false};
  mutable std::mutex mutex_;
  std::map<Address, Way> ways_;  // of chunks that are not done
  RouteCounts counts_;
  std::string reason_;
};

}  // namespace tlog
