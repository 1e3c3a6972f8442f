// Swaps from a stream. Lines that are there already when one of them is read are swapped together, with one wait for
// the disk; a line whose writer waits for its answer is not made to wait for others.

#include <fmt/core.h>

#include "libcore/base/text.h"
#include "libcore/ops/record_stream.h"
#include "libcore/ops/root_cas.h"
#include "libcore/ops/root_swaps.h"
#include "libcore/store/cas_check.h"

namespace tlog {

namespace {

constexpr size_t kGroup = 256;    // swaps of one commit: others wait that long for the store
constexpr uint64_t kShown = 100;  // conflicts that people are told of; the records have all
static_assert(kGroup <= kMaxCasBatch);

// A line: a swap, or why it is none.
struct Wanted {
  uint64_t line = 0;
  RootSwapRequest request;
  std::optional<Error> unknown;
};

Status read_request(const RecordIn& record, RootSwapRequest* request) {
  TRY(const auto owner, record.text("owner"));
  TRY(const auto bucket, record.text("bucket"));
  TRY(request->expected.root, record.text("expect"));
  TRY(request->expected.version, record.number("expect_version"));
  TRY(const auto absent, record.flag("expect_absent"));
  TRY(request->root, record.text("new"));
  TRY(const auto remove, record.flag("remove"));
  request->place.owner = owner.value_or("");
  request->place.bucket = bucket.value_or("");
  request->expected.absent = absent.value_or(false);
  CHECK(check_root_place(request->place));
  CHECK(check_root_expected(request->expected));
  if (request->root) CHECK(check_root(*request->root));
  if (request->root.has_value() == remove.value_or(false)) {
    return Error(Errc::kMalformed, request->root ? "a new root, and it is to be removed" : "no new root");
  }
  return {};
}

std::optional<Error> error_of(const Status& status) { return status ? std::nullopt : std::optional(status.error()); }

std::string unknown_record(const Wanted& wanted, const Error& error) {
  return Record("unknown").number("line", wanted.line).text("reason", error.message()).line();
}

class Batch {
 public:
  Batch(RecordStream stream, CasStore& store, Host& host) : stream_(std::move(stream)), store_(store), host_(host) {}

  Result<Verdict> run(bool partial);

 private:
  std::optional<Wanted> read_line(std::string_view line);
  Result<std::vector<Wanted>> next_group();
  Status swap(std::vector<Wanted>& group);
  bool tell_unknown(const Wanted& wanted);
  bool tell(const Wanted& wanted, const SwappedRoot& swapped);
  Result<Verdict> stopped(const Error& error);

  RecordStream stream_;
  StreamEnd end_;
  CasStore& store_;
  Host& host_;
  RootCounts counts_;
  uint64_t unknown_ = 0;
  std::optional<Error> first_unknown_;
  bool at_end_ = false, typed_ = false, read_on_ = true;
};

// Nothing for a record of another type.
std::optional<Wanted> Batch::read_line(std::string_view line) {
  Wanted wanted{stream_.line_number(), {}, std::nullopt};
  const auto record = RecordIn::parse_untyped(line);
  end_.add(record ? mark_of(*record, stream_.has_line_end()) : StreamMark());
  if (record && !record->type().empty()) {
    typed_ = true;
    return std::nullopt;
  }
  const Status read = record ? read_request(*record, &wanted.request) : Status(record.error());
  if (!read) wanted.unknown = Error(Errc::kMalformed, read.error().message());
  return wanted;
}

// Waits for one line, and takes what is there besides.
Result<std::vector<Wanted>> Batch::next_group() {
  std::vector<Wanted> group;
  while (!at_end_ && group.size() < kGroup) {
    if (!group.empty()) {
      TRY(const bool would_wait, stream_.would_wait());
      if (would_wait) break;
    }
    TRY(const auto line, stream_.next_line());
    at_end_ = !line;
    if (!line) break;
    auto wanted = read_line(*line);
    if (wanted) group.push_back(*std::move(wanted));
  }
  return group;
}

bool Batch::tell_unknown(const Wanted& wanted) {
  unknown_++;
  if (!first_unknown_) {
    first_unknown_ = Error(*wanted.unknown).context(fmt::format("{}:{}", stream_.name(), wanted.line));
  }
  return host_.emit(unknown_record(wanted, *wanted.unknown));
}

bool Batch::tell(const Wanted& wanted, const SwappedRoot& swapped) {
  counts_.add(swapped.outcome);
  if (swapped.outcome == RootOutcome::kConflict && counts_.conflicts <= kShown) {
    host_.error(fmt::format("{}:{}: {}", stream_.name(), wanted.line, conflict_message(wanted.request, swapped)));
    if (counts_.conflicts == kShown) host_.hint("further ones are in the records alone");
  }
  return host_.emit(swap_record(wanted.request, swapped, wanted.line).line());
}

Status Batch::swap(std::vector<Wanted>& group) {
  std::vector<RootSwapRequest> requests;
  for (const Wanted& wanted : group) {
    if (!wanted.unknown) requests.push_back(wanted.request);
  }
  const auto swapped = swap_roots(store_, requests);
  size_t next = 0;
  for (Wanted& wanted : group) {
    if (!read_on_) break;
    const bool asked = !wanted.unknown;
    if (asked && swapped) {
      const auto& current = (*swapped)[next].current;
      if (current) wanted.unknown = error_of(check_stored_root(store_, wanted.request.place, *current));
    }
    if (wanted.unknown) {
      read_on_ = tell_unknown(wanted);
    } else if (swapped) {
      read_on_ = tell(wanted, (*swapped)[next]);
    } else {
      read_on_ = host_.emit(unknown_record(wanted, swapped.error()));
    }
    if (asked) next++;
  }
  if (!swapped) return swapped.error();
  return {};
}

// What the run found when it could not come to its end: a definite no is more than not being able to tell.
Result<Verdict> Batch::stopped(const Error& error) {
  if (counts_.conflicts == 0) return error;
  host_.error(error.message());
  for (const std::string& hint : error.hints()) host_.hint(hint);
  return Verdict::kNo;
}

Result<Verdict> Batch::run(bool partial) {
  const auto ended = [&] { return counts_.conflicts > 0 ? Verdict::kNo : Verdict::kYes; };
  while (!at_end_) {
    if (host_.cancelled()) return stopped(Error(Errc::kBusy, "interrupted before the end"));
    auto group = next_group();
    if (!group) return stopped(group.error());
    if (const Status status = swap(*group); !status) return stopped(status.error());
    if (!read_on_ || !host_.flush()) return ended();
  }
  if (typed_ && !partial) {
    if (const Status whole = end_.check(stream_.name()); !whole) return stopped(whole.error());
  }
  host_.emit(swap_summary(counts_).number("unknown", unknown_).line());
  if (first_unknown_) return stopped(*first_unknown_);
  return ended();
}

}  // namespace

Result<Verdict> root_batch(const RootBatchRequest& request, Host& host) {
  TRY(RecordStream stream, RecordStream::open(request.batch));
  TRY(const auto store, open_roots(request.store, false));
  CHECK(check_cas_refuses(*store));
  return Batch(std::move(stream), *store, host).run(request.partial);
}

}  // namespace tlog
