#include "libcore/ops/verify_log.h"

#include <fmt/core.h>

#include <algorithm>

#include "libcore/base/number.h"
#include "libcore/base/text.h"
#include "libcore/base/url_scheme.h"
#include "libcore/merkle/proof.h"
#include "libcore/merkle/tree.h"
#include "libcore/ops/audit_file.h"
#include "libcore/ops/input_file.h"
#include "libcore/ops/log_check.h"
#include "libcore/ops/log_findings.h"
#include "libcore/ops/published_note.h"
#include "libcore/ops/verdict.h"
#include "libcore/os/ordered_parallel.h"
#include "libcore/store/extra_rows.h"
#include "libcore/store/log_url.h"
#include "libcore/store/wider_objects.h"

namespace tlog {

namespace {

// Behind a URL many requests are under way at once: a thread asks for so many bundles and their tiles together. A
// bundle can have 16 MiB, so that 4 threads hold at most 1 GiB, however hostile the server is.
constexpr uint64_t kBundlesAtOnce = 16;
constexpr unsigned kMaxUrlJobs = 4;  // they outrun any network
// When so many bundles in a row, each with its tile, are not given by the server, it is not asked for the next million.
constexpr uint64_t kMaxUnreachableBundles = 8;
// A log may sign any size and have nothing: when of so many bundles in a row, a million entries, not one and not its
// tile is good, the list of them ends.
constexpr uint64_t kMaxBadBundles = 4096;

// A tree that was seen before: the log must be a continuation of it.
struct Seen {
  std::string name;
  TreeSize size;
  Hash root;
};

std::string rollback(TreeSize now, const Seen& seen) {
  return fmt::format("rollback: the log has {} entries, and had {} in {}", now.value, seen.size.value, seen.name);
}

class LogAudit {
 public:
  LogAudit(const VerifyLogRequest& request, LogReader& log, Host& host)
      : request_(request), log_(log), host_(host), findings_(log, request.trust, host) {}

  Result<Verdict> run(const Trust& trust) {
    Status stopped = audit(trust);
    return findings_.conclude(scope_, refusal_, gave_up_, std::move(stopped));
  }

 private:
  Status audit(const Trust& trust);
  Result<std::optional<VerifiedCheckpoint>> believe(const std::optional<std::string>& file, const Trust& trust);
  Result<bool> read_checkpoints(const Trust& trust);
  Error later_than_chosen(const std::string& name, TreeSize size) const;
  Error interrupted(bool saved) const;
  Status read_state();
  Status choose_range();
  Status check_place(const Trust& trust);
  std::string not_a_continuation(const Seen& seen) const;
  Proof contains(LogCheck& check, const Seen& seen);
  Status prove_history(LogCheck& check);
  Status check_objects(LogCheck& check);
  Status take(LogCheck& check, LogPart part);
  void finish(LogCheck& check);
  bool audit_goes_on() const { return scope_.state == Proof::kMade; }  // the file is about the present checkpoint

  const VerifyLogRequest& request_;
  LogReader& log_;
  Host& host_;
  LogFindings findings_;
  LogScope scope_;
  std::string refusal_, gave_up_;
  std::optional<VerifiedCheckpoint> checkpoint_, since_;
  std::optional<AuditFile> audit_;
  BundleRange bundles_;
  uint64_t done_ = 0, total_ = 0;       // entries, for the progress
  uint64_t unreachable_ = 0, bad_ = 0;  // bundles in a row, with their tiles
};

// The checkpoint in a file, or the one that the log publishes. Nothing: it is not to be believed, which is said.
Result<std::optional<VerifiedCheckpoint>> LogAudit::believe(const std::optional<std::string>& file,
                                                            const Trust& trust) {
  const std::string name = file ? input_name(*file) : log_.checkpoint_name();
  TRY(const std::string note, read_note(file, log_, not_believed(trust)));
  auto verdict = verify_checkpoint(note, trust);
  if (!verdict) return std::move(verdict).error().context(name);
  if (verdict->checkpoint) return std::move(verdict->checkpoint);
  if (refusal_.empty()) refusal_ = file ? name + ": " + verdict->reason : verdict->reason;
  if (!file) findings_.add({"checkpoint", verdict->reason});
  return std::optional<VerifiedCheckpoint>();
}

// False: one of them is not to be believed, whatever could not be told of the other one.
Result<bool> LogAudit::read_checkpoints(const Trust& trust) {
  auto now = believe(request_.checkpoint, trust);
  Result<std::optional<VerifiedCheckpoint>> since(std::nullopt);
  if (request_.since) since = believe(request_.since, trust);
  if (now) scope_.objects = 1;
  if (now && *now) {
    checkpoint_ = **std::move(now);
    scope_.checkpoint = &**checkpoint_;
  }
  if (since && *since) {
    since_ = **std::move(since);
    scope_.since_size = (*since_)->size.value;
  }
  if (!refusal_.empty()) return false;
  if (!since) return std::move(since).error();
  if (!now) return std::move(now).error();
  if (!since_) return true;

  const std::string name = input_name(*request_.since);
  if ((*since_)->origin != (*checkpoint_)->origin) {
    return Error(Errc::kConfig, fmt::format("{}: is of another log: {}", name, printable((*since_)->origin, 1024)));
  }
  if (request_.checkpoint && (*since_)->size > (*checkpoint_)->size) return later_than_chosen(name, (*since_)->size);
  return true;
}

// The user chose an older checkpoint than what was seen already: that is not the fault of the log.
Error LogAudit::later_than_chosen(const std::string& name, TreeSize size) const {
  return Error(Errc::kConfig, fmt::format("{}: is of a tree of {}, later than the checkpoint in {}, of {}", name,
                                          size.value, input_name(*request_.checkpoint), (*checkpoint_)->size.value));
}

Status LogAudit::read_state() {
  if (!request_.state) return {};
  TRY(AuditFile audit, AuditFile::open(*request_.state));
  if (audit.began() && audit.state().origin != (*checkpoint_)->origin) {
    return Error(Errc::kConfig,
                 fmt::format("{}: is of another log: {}", audit.name(), printable(audit.state().origin, 1024)))
        .hint("keep a file for each log");
  }
  if (request_.checkpoint && audit.state().size > (*checkpoint_)->size) {
    return later_than_chosen(audit.name(), audit.state().size);
  }
  if (audit.state().extra_rows && !request_.tolerate_extra_rows) {
    return Error(Errc::kConfig, audit.name() + ": what it remembers was verified with extra rows tolerated")
        .hint("give --tolerate-extra-rows again, or name another file, which begins afresh");
  }
  audit_ = std::move(audit);
  return {};
}

Status LogAudit::choose_range() {
  const TreeSize size = (*checkpoint_)->size;
  bundles_ = all_bundles(size);
  if (request_.range) {
    const uint64_t end = request_.range->end.value_or(size.value);
    if (end > size.value || request_.range->begin >= end) {
      return Error(Errc::kUsage, fmt::format("--range: {} has {} entries, numbered from 0", log_.name(), size.value));
    }
    bundles_ = {request_.range->begin / kTileWidth, (end + kTileWidth - 1) / kTileWidth};
    scope_.range_begin = request_.range->begin;
    scope_.range_end = end;
  }
  total_ = std::min(bundles_.end * kTileWidth, size.value) - bundles_.begin * kTileWidth;
  if (audit_ && audit_->began()) {
    done_ = audit_->resume_at(size);
    bundles_.begin = done_ == size.value ? bundles_.end : done_ / kTileWidth;
  }
  return {};
}

// A place that is not the log of the user's checkpoint, or where nothing is, cannot tell anything of it. Where a
// smaller tree is published by whom the user believes, and that one is not there, it was taken back. A place that does
// not say what it is can tell, as long as nothing is missing.
Status LogAudit::check_place(const Trust& trust) {
  const Checkpoint& chosen = **checkpoint_;
  const auto size = size_there(log_, chosen.origin, chosen.size);
  if (size || (size.error().code() != Errc::kNotFound && size.error().code() != Errc::kConfig)) return {};
  if (size.error().code() == Errc::kConfig) return size.error();
  const auto note = log_.checkpoint(not_believed(trust));
  if (!note) return size.error();
  const auto published = verify_checkpoint(*note, trust);
  if (!published || !published->checkpoint) return size.error();
  refusal_ = rollback((*published->checkpoint)->size, {input_name(*request_.checkpoint), chosen.size, chosen.root});
  return {};
}

// By the checkpoints alone; empty: they do not contradict each other.
std::string LogAudit::not_a_continuation(const Seen& seen) const {
  const Checkpoint& now = **checkpoint_;
  if (now.size < seen.size) return rollback(now.size, seen);
  if (now.size == seen.size && now.root != seen.root) {
    return fmt::format("fork: for the same {} entries {} has another root", now.size.value, seen.name);
  }
  return "";
}

// Is that tree proved to be the beginning of this one? kOwed: it is shown not to be, or a tile that would show it is
// missing or wrong, which is reported.
Proof LogAudit::contains(LogCheck& check, const Seen& seen) {
  const auto roots = check.prefix(seen.size);
  if (!roots) return Proof::kOwed;
  if ((roots->empty() ? empty_root() : join_subtrees(*roots)) == seen.root) return Proof::kMade;
  refusal_ = fmt::format("fork: its first {} entries are not those of {}", seen.size.value, seen.name);
  return Proof::kOwed;
}

// Is the log a continuation of what was seen before? Where that is shown, the audit file becomes one of this
// checkpoint.
Status LogAudit::prove_history(LogCheck& check) {
  if (since_) {
    scope_.since = contains(check, {input_name(*request_.since), (*since_)->size, (*since_)->root});
    if (scope_.since != Proof::kMade) return {};
  }
  if (!audit_) return {};
  if (audit_->began()) {
    const AuditState& state = audit_->state();
    if (contains(check, {audit_->name(), state.size, state.root}) != Proof::kMade) return {};
    const auto verified = check.prefix({state.verified});
    if (verified && *verified != state.subtrees) {
      return Error(Errc::kMalformed, audit_->name() + ": its subtrees are not those of the tree that it names");
    }
  }
  if (!check.sound()) return {};
  audit_->begin(**checkpoint_, request_.tolerate_extra_rows);
  scope_.state = Proof::kMade;
  return audit_->save();  // whether it can be written is told now, not after hours
}

Status LogAudit::take(LogCheck& check, LogPart part) {
  if (host_.cancelled()) return {};  // what was being read then is no finding
  check.give(std::move(part.above));
  for (BundleFindings& found : part.findings) {
    const auto unreachable = std::count_if(found.faults.begin(), found.faults.end(),
                                           [](const ObjectFault& fault) { return fault.unreadable == Errc::kNetwork; });
    unreachable_ = unreachable == 2 ? unreachable_ + 1 : 0;
    done_ += found.tile.width;
    const std::optional<Hash> root = found.bundle_root;
    const uint64_t before = findings_.faults();
    check.add(std::move(found));
    bad_ = findings_.faults() - before >= 2 ? bad_ + 1 : 0;
    if (audit_goes_on() && check.sound() && root) audit_->add_bundle(*root);
  }
  host_.progress({.items = done_, .unit = "entries", .done_bytes = done_, .total_bytes = total_});
  if (bad_ >= kMaxBadBundles) {
    gave_up_ =
        fmt::format("gave up: of the last {} bundles and their tiles none is good; the rest was not looked at", bad_);
  }
  if (unreachable_ >= kMaxUnreachableBundles) {
    gave_up_ = fmt::format("gave up: of the last {} bundles and tiles the server gave none", 2 * unreachable_);
  }
  return audit_goes_on() ? audit_->save_sometimes() : Status();
}

Status LogAudit::check_objects(LogCheck& check) {
  const TreeSize size = (*checkpoint_)->size;
  const bool remote = is_url(request_.log);
  const unsigned jobs = remote ? std::min(request_.jobs, kMaxUrlJobs) : request_.jobs;
  const uint64_t at_once = remote ? kBundlesAtOnce : 1;
  uint64_t next = bundles_.begin;
  Status status;
  host_.progress({.items = done_, .unit = "entries", .done_bytes = done_, .total_bytes = total_});
  // Waiting for a server goes on beside the work; what is read from a disk is worked on where it was read.
  const auto pipeline = remote ? &ordered_parallel<BundleRange, LogPart> : &ordered_crew<BundleRange, LogPart>;
  pipeline(
      jobs, 4 * size_t{jobs},
      [&]() -> std::optional<BundleRange> {
        if (next == bundles_.end) return std::nullopt;
        const BundleRange part{next, std::min(bundles_.end, next + at_once)};
        next = part.end;
        return part;
      },
      [&](const BundleRange& part) { return read_part(log_, size, bundles_, part); },
      [&](LogPart part) {
        status = take(check, std::move(part));
        return status.ok() && gave_up_.empty() && !host_.cancelled();
      });
  return status;
}

// After the last object.
void LogAudit::finish(LogCheck& check) {
  const Checkpoint& checkpoint = **checkpoint_;
  if (const std::string wrong = check.finish(); !wrong.empty()) {
    if (request_.checkpoint) {  // it is no object of the log
      refusal_ = input_name(*request_.checkpoint) + ": " + wrong;
    } else {
      findings_.add({"checkpoint", wrong});
    }
  }
  if (!audit_goes_on() || !check.sound()) return;
  const bool partial = checkpoint.size.value % kTileWidth != 0 && bundles_.begin < bundles_.end;
  if (partial) audit_->add_leaves(check.last_leaves());
}

Error LogAudit::interrupted(bool saved) const {
  Error error(Errc::kBusy, "interrupted before the end");
  if (!saved) return error;
  return std::move(error).hint(fmt::format("the same command goes on from entry {}", audit_->state().verified));
}

// An error: it could not be told, unless something is at fault all the same.
Status LogAudit::audit(const Trust& trust) {
  if (request_.since) scope_.since = Proof::kOwed;
  if (request_.state) scope_.state = Proof::kOwed;
  TRY(const bool believed, read_checkpoints(trust));
  if (!believed) return {};
  // What the checkpoints say by themselves comes before whatever else may be wrong.
  if (since_) refusal_ = not_a_continuation({input_name(*request_.since), (*since_)->size, (*since_)->root});
  if (!refusal_.empty()) return {};
  CHECK(read_state());
  if (audit_ && audit_->began()) {
    refusal_ = not_a_continuation({audit_->name(), audit_->state().size, audit_->state().root});
  }
  if (!refusal_.empty()) return {};
  CHECK(choose_range());
  if (request_.checkpoint) CHECK(check_place(trust));
  if (!refusal_.empty()) return {};

  LogCheck check(log_, **checkpoint_, bundles_, [&](const ObjectFault& fault) { findings_.add(fault); });
  CHECK(prove_history(check));
  if (!refusal_.empty()) return {};
  if (audit_ && audit_->began()) {
    scope_.resumed_at = done_;
    host_.note(fmt::format("{}: the entries before {} were verified by earlier runs", audit_->name(), done_));
  }
  scope_.objects = count_objects_of((*checkpoint_)->size, bundles_) + 1;
  Status status = check_objects(check);
  const bool to_the_end = status.ok() && gave_up_.empty() && !host_.cancelled();
  if (to_the_end) finish(check);
  if (status && audit_goes_on()) status = audit_->save();
  return host_.cancelled() ? interrupted(audit_goes_on() && status.ok()) : status;
}

}  // namespace

Result<EntryRange> parse_entry_range(std::string_view text) {
  const size_t colon = text.find(':');
  const auto malformed = [] {
    return Error(Errc::kUsage, "not A:B or A: with whole numbers up to 2^53 - 1, A below B");
  };
  if (colon == std::string_view::npos) return malformed();
  const auto begin = parse_u64(text.substr(0, colon), kMaxTreeSize);
  if (!begin) return malformed();
  EntryRange range{*begin, std::nullopt};
  if (colon + 1 == text.size()) return range;
  range.end = parse_u64(text.substr(colon + 1), kMaxTreeSize);
  if (!range.end || *range.end <= range.begin) return malformed();
  return range;
}

Result<Verdict> verify_log(const VerifyLogRequest& request, Host& host) {
  const auto trust = make_trust(request.trust, host);
  if (!trust) return could_not_tell("log", trust.error(), host);
  HttpOptions http = request.http;
  http.cancelled = [&host] { return host.cancelled(); };
  auto log = open_log(request.log, http);
  if (!log) return could_not_tell("log", std::move(log).error(), host);
  if (request.checkpoint) log = with_wider_objects(*std::move(log));
  if (request.tolerate_extra_rows) log = tolerate_extra_rows(*std::move(log));
  return LogAudit(request, **log, host).run(*trust);
}

}  // namespace tlog
