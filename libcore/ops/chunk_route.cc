#include "libcore/ops/chunk_route.h"

#include <fmt/core.h>

#include <chrono>
#include <thread>

#include "libcore/base/text.h"
#include "libcore/store/ingest_format.h"

namespace tlog {

namespace {

using std::chrono::milliseconds;

constexpr size_t kMaster = 0;  // its number among the stores
constexpr milliseconds kSecondLook{250};
constexpr milliseconds kNap{50};  // how long a cancellation may go unnoticed
constexpr size_t kOnlyMaster[] = {kMaster};

void pause(milliseconds left, const Host& host) {
  for (; left.count() > 0 && !host.cancelled(); left -= kNap) std::this_thread::sleep_for(std::min(left, kNap));
}

}  // namespace

RouteCounts RouteSender::counts() const {
  std::lock_guard lock(mutex_);
  return counts_;
}

std::string RouteSender::reason() const {
  std::lock_guard lock(mutex_);
  return reason_;
}

// Why a chunk did not go by a node; the first time it is a warning.
void RouteSender::tell_detour(const std::string& why) {
  bool first = false;
  {
    std::lock_guard lock(mutex_);
    first = reason_.empty();
    if (first) reason_ = why;
  }
  if (first) {
    tools_.host.warn(why + "; the bytes go to the master");
  } else {
    tools_.host.note(why);
  }
}

// No chunk goes by a node any more.
void RouteSender::turn_off(const std::string& why) {
  if (capable_.exchange(false)) tell_detour(why);
}

// Asks once, before the first chunk is sent. Whatever goes wrong means that it is not.
bool RouteSender::is_capable() {
  if (tools_.nodes == nullptr) return false;
  std::call_once(probed_, [this] {
    Status capable = tools_.nodes->probe(tools_.master.endpoints()[kMaster].url);
    capable_ = static_cast<bool>(capable);
    if (!capable && !tools_.host.cancelled()) tell_detour(capable.error().message());
  });
  return capable_;
}

RouteSender::Next RouteSender::later(const ChunkReply& reply, ChunkProgress& progress, Way& way) const {
  progress.reason = reply.reason;
  progress.passing = true;
  progress.retry_after_s = reply.retry_after_s;
  way.unsure = way.unsure || reply.status == 0 || reply.status >= 500;
  return Next::kEnd;
}

// Is it there as it was sent? The end of each way.
RouteSender::Next RouteSender::confirm(const ChunkToSend& chunk, ChunkProgress& progress, Way& way) {
  if (tools_.read_back == ReadBack::kNone) return Next::kDone;
  const ChunkReply reply = tools_.read_back == ReadBack::kGet
                               ? tools_.master.read_back(kOnlyMaster, chunk.address, chunk.size)[0]
                               : tools_.master.look(kOnlyMaster, chunk.address, chunk.size)[0];
  if (reply.good()) return Next::kDone;
  if (reply.answer == ChunkAnswer::kUnreachable) {
    way.unsure = true;
    return later(reply, progress, way);
  }
  progress.reason = reply.reason + ", though it said that it had it";
  if (reply.answer == ChunkAnswer::kRefused) return Next::kEnd;
  way.replaces = reply.answer == ChunkAnswer::kWrong;
  return Next::kOn;
}

// What may have been sent already, by a run that was killed, or with an answer that got lost. What is wrong is written
// over only where it came from us: it is what a master that knows nothing of CIDs makes of one, an object without
// bytes.
RouteSender::Next RouteSender::look(const ChunkToSend& chunk, ChunkProgress& progress, Way& way) {
  const bool ours = way.unsure || way.ingested;
  const ChunkReply reply = tools_.master.look(kOnlyMaster, chunk.address, chunk.size)[0];
  switch (reply.answer) {
    case ChunkAnswer::kStored:
    case ChunkAnswer::kThere: {
      const Next next = confirm(chunk, progress, way);
      if (next != Next::kOn || !way.replaces) return next;
      way.replaces = false;
      return Next::kEnd;
    }
    case ChunkAnswer::kMissing:
      way.unsure = false;
      return Next::kOn;
    case ChunkAnswer::kUnreachable:
      return later(reply, progress, way);
    case ChunkAnswer::kRefused:
      break;
    case ChunkAnswer::kWrong:
      if (!ours || !reply.empty) break;
      way.unsure = false;
      way.replaces = way.no_map = true;
      return Next::kOn;
  }
  progress.reason = reply.reason;
  return Next::kEnd;
}

// To a condition that failed bytes are no answer: it would fail again.
RouteSender::Next RouteSender::look_after_412(const ChunkToSend& chunk, ChunkProgress& progress, Way& way) {
  const ChunkReply reply = tools_.master.look(kOnlyMaster, chunk.address, chunk.size)[0];
  if (reply.good()) return confirm(chunk, progress, way) == Next::kDone ? Next::kDone : Next::kEnd;
  if (reply.answer == ChunkAnswer::kUnreachable) return later(reply, progress, way);
  progress.reason = fmt::format("{}, and it answered 412 to the PUT: somebody else writes there", reply.reason);
  return Next::kEnd;
}

RouteSender::Next RouteSender::ingest(const ChunkToSend& chunk, std::string_view bytes, ChunkProgress& progress,
                                      Way& way) {
  if (way.ingested) return Next::kDone;
  const IngestReply reply = tools_.nodes->bring(chunk.address, bytes, chunk.index);
  progress.attempts += reply.attempts;
  if (tools_.host.cancelled() && reply.answer != IngestAnswer::kTaken) {
    progress.reason = reply.reason;
    return Next::kEnd;
  }
  switch (reply.answer) {
    case IngestAnswer::kTaken:
      break;
    case IngestAnswer::kRefused:
      turn_off(reply.reason);
      return Next::kOn;
    case IngestAnswer::kMismatch:
      if (address_of(as_bytes(bytes)) != chunk.address) {
        progress.reason = "its bytes have changed in memory: " + reply.reason;
        return Next::kEnd;
      }
      tell_detour(reply.reason);
      return Next::kOn;
    case IngestAnswer::kFailed:
      tell_detour(reply.reason);
      return Next::kOn;
  }
  if (Status kept = tools_.journal.add_ingested(chunk.address); !kept) {
    progress.reason = kept.error().message();
    progress.fatal = std::move(kept).error();
    return Next::kEnd;
  }
  way.ingested = true;
  return Next::kDone;
}

RouteSender::Next RouteSender::map(const ChunkToSend& chunk, ChunkProgress& progress, Way& way) {
  way.route = "ingest";
  ChunkReply reply;
  for (int tries = 0; tries < 2; tries++) {
    progress.attempts++;
    reply = tools_.master.map(kMaster, chunk.address, chunk.size, chunk.receipt);
    if (reply.status != 409) break;
    if (tries == 0) pause(kSecondLook, tools_.host);  // it may not have found the node yet
  }
  if (tools_.host.cancelled() && !reply.good()) return later(reply, progress, way);
  if (reply.answer == ChunkAnswer::kThere) return look_after_412(chunk, progress, way);
  if (reply.answer == ChunkAnswer::kStored) {
    if (address_of_etag(reply.etag) == chunk.address) {
      const Next next = confirm(chunk, progress, way);
      if (next == Next::kOn) {
        turn_off(progress.reason);
        way.no_map = true;
      }
      return next;
    }
    turn_off(fmt::format("{}: answered the CID of a chunk with the ETag {}, which is another",
                         tools_.master.name(kMaster), printable(reply.etag)));
    way.no_map = way.replaces = true;
    return Next::kOn;
  }
  if (reply.answer == ChunkAnswer::kUnreachable && reply.status != 409) {
    way.unsure = true;
    if (reply.retry_after_s > 0) return later(reply, progress, way);
    const Next found = look(chunk, progress, way);
    if (found != Next::kOn) return found;
    tell_detour(reply.reason);
  } else if (reply.status == 409) {
    tell_detour(reply.reason + " to the CID of a chunk");
  } else {
    turn_off(reply.reason + " to the CID of a chunk");
  }
  way.no_map = true;
  return Next::kOn;
}

// It must be the CID of the bytes.
bool RouteSender::is_tag_right(const ChunkToSend& chunk, const ChunkReply& reply, ChunkProgress& progress) {
  if (address_of_etag(reply.etag) == chunk.address) return true;
  const std::string said =
      fmt::format("{}: answered the bytes with {}, and not with their CID", tools_.master.name(kMaster),
                  reply.etag.empty() ? "no ETag" : "the ETag " + printable(reply.etag));
  if (!tools_.strict_etag) {
    if (!told_tag_.exchange(true)) tools_.host.warn(said);
    return true;
  }
  progress.reason = said + " (--etag-mismatch=warn goes by what is read back)";
  return false;
}

RouteSender::Next RouteSender::send_bytes(const ChunkToSend& chunk, std::string_view bytes, ChunkProgress& progress,
                                          Way& way) {
  way.route = "master";
  progress.attempts++;
  const ChunkReply reply = way.replaces ? tools_.master.replace(kMaster, chunk.address, bytes, chunk.receipt)
                                        : tools_.master.put(kOnlyMaster, chunk.address, bytes, chunk.receipt)[0];
  switch (reply.answer) {
    case ChunkAnswer::kThere:
      return look_after_412(chunk, progress, way);
    case ChunkAnswer::kUnreachable:
      return later(reply, progress, way);
    case ChunkAnswer::kStored:
      break;
    case ChunkAnswer::kMissing:
    case ChunkAnswer::kWrong:
    case ChunkAnswer::kRefused:
      progress.reason = reply.reason;
      return Next::kEnd;
  }
  if (!is_tag_right(chunk, reply, progress)) return Next::kEnd;
  const Next next = confirm(chunk, progress, way);
  progress.passing = progress.passing || next == Next::kOn;
  return next;
}

void RouteSender::try_once(const ChunkToSend& chunk, std::string_view bytes, ChunkProgress& progress, Way& way) {
  const auto take = [&](Next next) {
    progress.done = next == Next::kDone;
    return next != Next::kOn;
  };
  if ((way.unsure || !chunk.may_have.empty()) && take(look(chunk, progress, way))) return;
  if (!way.no_map && is_capable()) {
    const Next brought = ingest(chunk, bytes, progress, way);
    if (brought == Next::kEnd) return;
    if (brought == Next::kDone && take(map(chunk, progress, way))) return;
  }
  if (!tools_.host.cancelled()) take(send_bytes(chunk, bytes, progress, way));
}

void RouteSender::send(const ChunkToSend& chunk, std::string_view bytes, ChunkProgress& progress) {
  progress.passing = false;
  progress.retry_after_s = 0;
  if (tools_.master.has_asked_for_pause(kMaster)) {
    progress.reason = tools_.master.name(kMaster) + ": has asked for a pause";
    progress.passing = true;
    return;
  }
  Way way{.ingested = tools_.ingested.contains(chunk.address)};
  {
    std::lock_guard lock(mutex_);
    if (const auto known = ways_.find(chunk.address); known != ways_.end()) way = known->second;
  }
  try_once(chunk, bytes, progress, way);
  std::lock_guard lock(mutex_);
  if (!progress.done) {
    ways_[chunk.address] = way;
    return;
  }
  ways_.erase(chunk.address);
  progress.reason.clear();
  progress.holders = {kMaster};
  if (progress.attempts == 0) return;  // it was there
  progress.route = way.route;
  const bool by_node = way.route == "ingest";
  (by_node ? counts_.ingest_chunks : counts_.master_chunks)++;
  (by_node ? counts_.ingest_bytes : counts_.master_bytes) += chunk.size;
}

}  // namespace tlog
