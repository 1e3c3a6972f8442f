#include "libcore/ops/upload_objects.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>

#include "libcore/base/text.h"
#include "libcore/ops/upload_check.h"
#include "libcore/os/ordered_parallel.h"
#include "libcore/text/record.h"

namespace tlog {

namespace {

using Clock = std::chrono::steady_clock;

constexpr ObjectKind kTileKind{"application/octet-stream", "public, max-age=31536000, immutable"};
constexpr uint64_t kMaxErrors = 8;   // a store that fails so many objects, each after all its tries, is given up
constexpr size_t kWindowPerJob = 4;  // objects between the first and the last one under way
constexpr auto kNap = std::chrono::milliseconds(100);  // how long a cancellation may go unnoticed

// Lets so many pass in a second, evenly.
class Pace {
 public:
  explicit Pace(std::optional<uint64_t> per_second)
      : interval_(per_second ? std::chrono::nanoseconds(1'000'000'000 / *per_second) : std::chrono::nanoseconds(0)) {}

  void wait(Host& host) {
    if (interval_.count() == 0) return;
    Clock::time_point mine;
    {
      std::lock_guard lock(mutex_);
      mine = std::max(next_, Clock::now());
      next_ = mine + interval_;
    }
    while (!host.cancelled() && Clock::now() < mine) {
      std::this_thread::sleep_for(std::min<Clock::duration>(kNap, mine - Clock::now()));
    }
  }

 private:
  const std::chrono::nanoseconds interval_;
  std::mutex mutex_;
  Clock::time_point next_{};
};

struct Uploaded {
  std::string key;
  UploadState state = UploadState::kFailed;
  std::string reason{};
  std::optional<Error> error{};
};

std::string_view word_of(UploadState state) {
  switch (state) {
    case UploadState::kStored:
      return "stored";
    case UploadState::kAlready:
      return "already";
    case UploadState::kDifferent:
      return "different";
    case UploadState::kLost:
      return "lost";
    case UploadState::kBad:
      return "bad";
    case UploadState::kFailed:
      return "failed";
  }
  return "";
}

class Uploader {
 public:
  Uploader(const UploadRequest& request, const LogDir& log, TreeSize size, ObjectStore& store, UploadJournal& journal,
           UploadCounts& counts, Host& host)
      : request_(request),
        log_(log),
        size_(size),
        store_(store),
        journal_(journal),
        counts_(counts),
        host_(host),
        pace_(request.qps) {}

  void run(const std::vector<TileId>& tiles) {
    counts_.total += tiles.size();
    std::vector<bool> known;  // to the journal, which the consumer writes
    known.reserve(tiles.size());
    for (const TileId& tile : tiles) known.push_back(journal_.has(tile_path(tile)));
    size_t next = 0;
    const auto jobs = static_cast<unsigned>(request_.store.http.connections);
    ordered_parallel<size_t, Uploaded>(
        jobs, jobs * kWindowPerJob,
        [&]() -> std::optional<size_t> {
          if (next == tiles.size() || host_.cancelled()) return std::nullopt;
          return next++;
        },
        [&](size_t i) { return bring(tiles[i], known[i]); },
        [&](Uploaded uploaded) { return take(std::move(uploaded)); });
  }

 private:
  Uploaded bring(const TileId& tile, bool known) {
    Uploaded out{.key = tile_path(tile)};
    auto state = try_to_bring(tile, known, out);
    if (state) {
      out.state = *state;
    } else {
      out.reason = state.error().message();
      out.error = std::move(state).error();
    }
    return out;
  }

  Result<UploadState> try_to_bring(const TileId& tile, bool known, Uploaded& out) {
    auto object = read_object(log_, tile);
    if (object && object->stored != tile) {
      return Error(Errc::kBusy, log_.path + ": has grown meanwhile, and " + out.key + " is gone").hint("run it again");
    }
    if (!object) return std::move(object).error();
    const std::string& bytes = object->bytes;
    TRY(out.reason, fault_of_object(log_, size_, tile, bytes));
    if (!out.reason.empty()) return UploadState::kBad;
    if (known || request_.all) {  // it should be there: by the journal, which may be wrong, or by the checkpoint
      TRY(const Look look, look_at(out.key, bytes, ReadBack::kGet));
      if (look != Look::kMissing) return judge(look, UploadState::kAlready, out);
    }
    pace_.wait(host_);
    TRY(const PutOutcome outcome, store_.create(out.key, bytes, kTileKind));
    const bool ours = outcome == PutOutcome::kDone;
    if (ours && request_.read_back == ReadBack::kNone) return UploadState::kStored;
    TRY(const Look look, look_at(out.key, bytes, ours ? request_.read_back : ReadBack::kGet));
    return judge(look, ours ? UploadState::kStored : UploadState::kAlready, out);
  }

  enum class Look { kSame, kOther, kMissing };
  Result<Look> look_at(const std::string& key, const std::string& bytes, ReadBack how) {
    pace_.wait(host_);
    if (how == ReadBack::kHead) {
      TRY(const auto size, store_.size_of(key));
      return !size ? Look::kMissing : *size == bytes.size() ? Look::kSame : Look::kOther;
    }
    const auto found = store_.get(key, bytes.size());
    if (!found) return found.error().code() == Errc::kMalformed ? Result<Look>(Look::kOther) : found.error();
    return !*found ? Look::kMissing : (*found)->bytes == bytes ? Look::kSame : Look::kOther;
  }

  static UploadState judge(Look look, UploadState good, Uploaded& out) {
    if (look == Look::kSame) return good;
    const bool there = look == Look::kOther;
    out.reason = there ? "the store has other bytes under this name" : "the store has lost what it was given";
    return there ? UploadState::kDifferent : UploadState::kLost;
  }

  // In the order of the objects. False: no more of them.
  bool take(Uploaded uploaded) {
    const bool good = uploaded.state == UploadState::kStored || uploaded.state == UploadState::kAlready;
    if (uploaded.error && uploaded.error->code() == Errc::kBusy && host_.cancelled()) {  // not the object's fault
      if (!counts_.error) counts_.error = std::move(uploaded.error);
      return false;
    }
    if (uploaded.state == UploadState::kStored) counts_.stored++;
    if (uploaded.state == UploadState::kAlready) counts_.already++;
    if (!good) counts_.failed++;
    if (!good && !uploaded.error) {
      counts_.no = true;
      const bool here = uploaded.state == UploadState::kBad;
      const std::string name = here ? printable(log_.path + "/" + uploaded.key, 4096) : store_.name_of(uploaded.key);
      host_.error(fmt::format("{}: {}", name, uploaded.reason));
    }
    if (good) keep(uploaded.key);
    if (!good || !host_.quiet()) host_.emit(record_of(uploaded));
    host_.progress({.items = counts_.total - counts_.not_attempted(),
                    .unit = "objects",
                    .done_bytes = counts_.total - counts_.not_attempted(),
                    .total_bytes = counts_.total});
    return !uploaded.error || note_error(*std::move(uploaded.error));
  }

  // Without the journal a run that resumes sends more than it would have to, and no harm is done.
  void keep(const std::string& key) {
    if (!keeps_) return;
    const Status kept = journal_.add(key);
    if (!kept) host_.warn(kept.error().message() + ": what is sent from here on is not remembered");
    keeps_ = kept.ok();
  }

  static std::string record_of(const Uploaded& uploaded) {
    Record record("upload");
    record.text("key", uploaded.key).text("state", word_of(uploaded.state));
    if (!uploaded.reason.empty()) record.text("reason", uploaded.reason);
    return record.line();
  }

  // Is it worth while to go on?
  bool note_error(Error error) {
    errors_++;
    const bool passing = error.code() == Errc::kNetwork;
    if (counts_.error) {
      host_.error(error.message());
    } else {
      counts_.error = std::move(error);
    }
    return passing && errors_ < kMaxErrors;
  }

  const UploadRequest& request_;
  const LogDir& log_;
  const TreeSize size_;
  ObjectStore& store_;
  UploadJournal& journal_;
  UploadCounts& counts_;
  Host& host_;
  Pace pace_;
  uint64_t errors_ = 0;
  bool keeps_ = true;  // the journal
};

}  // namespace

void upload_objects(const UploadRequest& request, const LogDir& log, TreeSize size, const std::vector<TileId>& tiles,
                    ObjectStore& store, UploadJournal& journal, UploadCounts& counts, Host& host) {
  Uploader(request, log, size, store, journal, counts, host).run(tiles);
}

}  // namespace tlog
