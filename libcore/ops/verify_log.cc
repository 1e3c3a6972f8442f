#include "libcore/ops/verify_log.h"

#include <fmt/format.h>

#include "libcore/base/text.h"
#include "libcore/ops/log_check.h"
#include "libcore/ops/summary.h"
#include "libcore/os/ordered_parallel.h"

namespace tlog {

namespace {

constexpr uint64_t kShown = 100;  // bad objects that people are told of; the records have all

// What was found so far, told as it is found.
class Findings {
 public:
  Findings(const LogReader& log, Host& host) : log_(log), host_(host) {}

  void add(const ObjectFault& fault) {
    const bool unreadable = fault.unreadable.has_value();
    host_.emit(Record(unreadable ? "unreadable_object" : "bad_object")
                   .text("path", fault.path)
                   .text("reason", fault.reason)
                   .line());
    if (unreadable) {
      if (!first_unreadable_) first_unreadable_ = fault;
      unreadable_++;
    } else {
      bad_++;
      if (bad_ <= kShown) host_.error(fmt::format("{}/{}: {}", log_.name(), fault.path, fault.reason));
      if (bad_ == kShown) host_.note("further bad objects are in the records alone");
    }
  }

  // The verdict and the summary.
  Result<Verdict> conclude(const VerifiedCheckpoint* checkpoint, uint64_t objects, std::string reason) {
    if (reason.empty() && bad_ > 0) reason = fmt::format("bad objects: {} of {}", bad_, objects);
    if (reason.empty() && unreadable_ > 0) reason = fmt::format("unreadable objects: {} of {}", unreadable_, objects);
    Record verdict("verdict");
    verdict.text("subject", "log").text("verdict", bad_ > 0 ? "refused" : unreadable_ > 0 ? "unknown" : "verified");
    if (!reason.empty()) verdict.text("reason", reason);
    if (checkpoint != nullptr) {
      verdict.text("origin", (*checkpoint)->origin)
          .number("tree_size", (*checkpoint)->size.value)
          .hash("root_hash", (*checkpoint)->root);
    }
    host_.emit(verdict.line());
    host_.emit(summary("tlog-verify")
                   .number("objects", objects)
                   .number("bad_objects", bad_)
                   .number("unreadable_objects", unreadable_)
                   .line());
    if (bad_ > 0) return Verdict::kNo;
    if (unreadable_ > 0) {
      return Error(*first_unreadable_->unreadable, fmt::format("{}, the first: {}", reason, first_unreadable_->reason));
    }
    return Verdict::kYes;
  }

 private:
  const LogReader& log_;
  Host& host_;
  uint64_t bad_ = 0, unreadable_ = 0;
  std::optional<ObjectFault> first_unreadable_;
};

}  // namespace

Result<Verdict> verify_log(const VerifyLogRequest& request, Host& host) {
  TRY(const Trust trust, make_trust(request.trust, host));
  HttpOptions http = request.http;
  http.cancelled = [&host] { return host.cancelled(); };
  TRY(const std::unique_ptr<LogReader> opened, open_log(request.log, http));
  LogReader& log = *opened;
  TRY(const std::string note, log.checkpoint());
  auto verdict = verify_checkpoint(note, trust);
  if (!verdict) return std::move(verdict).error().context(log.checkpoint_name());
  Findings findings(log, host);
  if (!verdict->checkpoint) {
    findings.add({"checkpoint", verdict->reason, std::nullopt});
    return findings.conclude(nullptr, 1, verdict->reason);
  }
  const VerifiedCheckpoint& checkpoint = *verdict->checkpoint;
  const TreeSize size = checkpoint->size;

  LogCheck check(log, size, checkpoint->root, [&](ObjectFault fault) { findings.add(fault); });
  uint64_t next = 0, done = 0;
  const uint64_t bundles = (size.value + kTileWidth - 1) / kTileWidth;
  ordered_parallel<TileId, BundleFindings>(
      request.jobs, 4 * size_t{request.jobs},
      [&]() -> std::optional<TileId> {
        if (next == bundles) return std::nullopt;
        const uint64_t index = next++;
        return TileId{0, index, std::min(kTileWidth, size.value - index * kTileWidth)};
      },
      [&](const TileId& tile) { return read_bundle_and_tile(log, tile); },
      [&](BundleFindings found) {
        if (host.cancelled()) return false;  // what was being read then is no finding
        done += found.tile.width;
        check.add(std::move(found));
        host.progress({.items = done, .unit = "entries", .done_bytes = done, .total_bytes = size.value});
        return true;
      });
  if (host.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
  check.finish();
  return findings.conclude(&checkpoint, count_objects(size) + 1, "");
}

}  // namespace tlog
