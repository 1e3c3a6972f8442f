#include "libcore/ops/root_cas.h"

#include <fmt/core.h>

#include "libcore/base/text.h"
#include "libcore/ops/root_swaps.h"
#include "libcore/ops/summary.h"
#include "libcore/store/cas_check.h"

namespace tlog {

namespace {

constexpr const char* kTool = "root-cas";

Status check_name(const std::string& name, const char* what) {
  if (name.empty()) return Error(Errc::kUsage, fmt::format("the {} is empty", what));
  if (name.size() > kMaxCasNameBytes) {
    return Error(Errc::kUsage, fmt::format("the {} is longer than {} bytes", what, kMaxCasNameBytes));
  }
  if (!is_utf8(name)) return Error(Errc::kUsage, fmt::format("the {} is not UTF-8", what));
  if (name.find('\0') != std::string::npos) return Error(Errc::kUsage, fmt::format("the {} has a NUL in it", what));
  return {};
}

Record root_record(const std::string& owner, const std::string& bucket, const CasRecord& record) {
  return Record("root")
      .text("owner", owner)
      .text("bucket", bucket)
      .text("root", record.value)
      .number("version", record.version)
      .number("updated_at", record.updated_at);
}

void emit_count(uint64_t roots, Host& host) { host.emit(summary(kTool).number("roots", roots).line()); }

}  // namespace

Status check_root_place(const RootPlace& place) {
  CHECK(check_name(place.owner, "owner"));
  return check_name(place.bucket, "bucket");
}

Status check_root(const std::string& root) {
  if (root.empty()) return Error(Errc::kUsage, "a root is empty");
  if (root.size() > kMaxRootBytes) {
    return Error(Errc::kUsage, fmt::format("a root is longer than {} bytes", kMaxRootBytes));
  }
  size_t at = 0;
  while (at < root.size()) {
    const auto c = next_code_point(root, &at);
    if (!c) return Error(Errc::kUsage, "a root is not UTF-8");
    if (*c == U'\0' || is_hidden(*c) || is_unicode_space(*c)) {
      return Error(Errc::kUsage, "a root has a blank or a control character in it");
    }
  }
  return {};
}

Status check_root_expected(const RootExpected& expected) {
  const int said = int(expected.root.has_value()) + int(expected.version.has_value()) + int(expected.absent);
  if (said == 1) return expected.root ? check_root(*expected.root) : Status();
  return Error(Errc::kUsage, said == 0 ? "it is not said what is expected" : "more than one thing is expected");
}

Result<Verdict> root_init(const RootInitRequest& request, Host& host) {
  TRY(const auto store, open_roots(request.store, true));
  host.committed("the table is there");
  CHECK(request.check_cas ? check_cas(*store) : check_cas_refuses(*store));
  host.emit(Record("store").text("store", store->name()).flag("cas_checked", request.check_cas).line());
  host.emit(summary(kTool).number("stores", 1).line());
  return Verdict::kYes;
}

Result<Verdict> root_get(const RootPlace& place, Host& host) {
  TRY(const auto store, open_roots(place.store, false));
  TRY(const auto record, store->get(place.owner, place.bucket));
  if (!record) {
    host.error(fmt::format("{} {}: there is no root", printable(place.owner), printable(place.bucket)));
    emit_count(0, host);
    return Verdict::kNo;
  }
  CHECK(check_stored_root(*store, place, *record));
  host.emit(root_record(place.owner, place.bucket, *record).line());
  emit_count(1, host);
  return Verdict::kYes;
}

Result<Verdict> root_swap(const RootSwapRequest& request, Host& host) {
  TRY(const auto store, open_roots(request.place.store, false));
  TRY(const auto swapped, swap_roots(*store, {&request, 1}));
  if (swapped[0].current) CHECK(check_stored_root(*store, request.place, *swapped[0].current));
  const bool conflict = swapped[0].outcome == RootOutcome::kConflict;
  if (conflict) {
    host.error(conflict_message(request, swapped[0]));
  } else {
    host.committed(request.root ? "the root is the one that was asked for" : "the root is removed");
  }
  RootCounts counts;
  counts.add(swapped[0].outcome);
  host.emit(swap_record(request, swapped[0], 0).line());
  host.emit(swap_summary(counts).line());
  return conflict ? Verdict::kNo : Verdict::kYes;
}

Result<Verdict> root_list(const RootListRequest& request, Host& host) {
  if (request.owner) CHECK(check_name(*request.owner, "owner"));
  TRY(const auto store, open_roots(request.store, false));
  uint64_t roots = 0;
  Status status;
  bool read_on = true;
  CHECK(store->list(request.owner, [&](const CasItem& item) {
    status = check_stored_root(*store, {request.store, item.owner, item.name}, item.record);
    if (status && host.cancelled()) status = Error(Errc::kBusy, "interrupted before the end");
    if (!status) return false;
    roots++;
    read_on = host.emit(root_record(item.owner, item.name, item.record).line());
    return read_on;
  }));
  CHECK(std::move(status));
  if (read_on) emit_count(roots, host);
  return Verdict::kYes;
}

}  // namespace tlog
