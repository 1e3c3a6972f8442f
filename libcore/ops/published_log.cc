#include "libcore/ops/published_log.h"

#include <fmt/core.h>

#include <algorithm>

#include "libcore/base/text.h"
#include "libcore/ops/log_edge.h"
#include "libcore/ops/log_signing.h"
#include "libcore/os/file.h"
#include "libcore/store/append_stage.h"
#include "libcore/store/log_lock.h"
#include "libcore/store/partials.h"
#include "libcore/text/record.h"

namespace tlog {

namespace {

// The logs of a policy alone.
Trust without_witnesses(Trust trust) {
  trust.policy.quorum.reset();
  trust.policy.witnesses.clear();
  trust.policy.groups.clear();
  trust.max_age_seconds.reset();
  return trust;
}

bool is_by_a_log_of(const Policy& policy, const UnverifiedNote& note) {
  return std::any_of(policy.logs.begin(), policy.logs.end(), [&](const PolicyLog& log) {
    return std::any_of(note.signatures.begin(), note.signatures.end(), [&](const NoteSignature& signature) {
      return signature.id == log.key.listed.id && signature.name == log.key.listed.name;
    });
  });
}

}  // namespace

PublishedLog::PublishedLog(LogDir log, Trust trust, uint64_t wait_seconds, Host& host)
    : log_(std::move(log)), trust_(without_witnesses(std::move(trust))), wait_seconds_(wait_seconds), host_(host) {}

Result<FileLock> PublishedLog::take_lock() const {
  return take_log_lock(log_, wait_seconds_, [&] { return host_.cancelled(); });
}

Result<bool> PublishedLog::has_changed(const PendingCheckpoint& pending) const {
  TRY(const auto present, read_note_if_there(log_.signed_checkpoint()));
  return !present || *present != pending.note;
}

// Tells that the log is not what was signed.
void PublishedLog::refuse(const std::string& object, const std::string& reason) {
  host_.error(fmt::format("{}/{}: {}", printable(log_.path, 4096), object, reason));
  host_.emit(Record("bad_object").text("path", object).text("reason", reason).line());
  host_.hint(object.starts_with("tile")    ? "nothing was published; tlog-verify log says more of what is wrong"
             : object.starts_with(".tlog") ? "nothing was published; restore it from a backup"
                                           : "nothing was published; CAVEATS in tlog-append(1) says how this can come");
}

// Reads what is to be published; the lock is held. not_found: nothing was signed here. config: not by a log of the
// policy.
Result<std::optional<PendingCheckpoint>> PublishedLog::look() {
  const std::string name = printable(log_.signed_checkpoint(), 4096);
  TRY(auto note, read_note_if_there(log_.signed_checkpoint()));
  if (!note) {
    return Error(Errc::kNotFound, name + ": nothing was signed here")
        .hint("tlog-import and tlog-append sign, with --defer-publish");
  }
  auto verdict = verify_checkpoint(*note, trust_);
  if (!verdict) return std::move(verdict).error().context(name);
  auto parsed = parse_note(*note);
  if (parsed && !is_by_a_log_of(trust_.policy, *parsed)) {
    return Error(Errc::kConfig, name + ": is not signed by a log of the policy");
  }
  if (!verdict->checkpoint) {
    refuse(".tlog/signed", verdict->reason);
    return std::optional<PendingCheckpoint>();
  }
  PendingCheckpoint pending{*std::move(note), *std::move(parsed), **verdict->checkpoint, std::nullopt, {}};

  TRY(pending.published, read_note_if_there(log_.checkpoint()));
  if (pending.published) {
    auto published = verify_checkpoint(*pending.published, trust_);
    if (!published) return std::move(published).error().context(printable(log_.checkpoint(), 4096));
    if (!published->checkpoint) {
      refuse("checkpoint", published->reason);
      return std::optional<PendingCheckpoint>();
    }
    const std::string reason = contradiction(pending.checkpoint, **published->checkpoint);
    if (!reason.empty()) {
      refuse("checkpoint", reason);
      return std::optional<PendingCheckpoint>();
    }
    pending.published_tree = **published->checkpoint;
  }
  return std::optional(std::move(pending));
}

// Is all in its place at the edge that the checkpoint commits to? An append that died after it signed may have left
// that to us.
Result<bool> PublishedLog::complete(const PendingCheckpoint& pending) {
  CHECK(sync_directory(log_.state()));
  CHECK(link_staged(log_, pending.size()));
  const std::unique_ptr<LogReader> reader = open_log_dir(log_);
  std::vector<ObjectFault> faults;
  TRY(const auto edge, prove_edge(*reader, pending.size(), pending.checkpoint.root, faults));
  for (const ObjectFault& fault : faults) refuse(fault.path, fault.reason);
  if (!edge || !pending.published) return edge.has_value();
  TRY(const std::string reason, contradiction_by_tiles(log_, pending.checkpoint, pending.published_tree));
  if (!reason.empty()) refuse("checkpoint", reason);
  return reason.empty();
}

// The first part of a round, under the lock.
Result<std::optional<PendingCheckpoint>> PublishedLog::begin(const std::function<Status()>& claim) {
  TRY(const FileLock lock, take_lock());
  TRY(auto pending, look());
  if (!pending) return pending;
  TRY(const bool whole, complete(*pending));
  if (!whole) return std::optional<PendingCheckpoint>();
  CHECK(claim());
  if (pending->is_published()) CHECK(settle(pending->size()));
  return pending;
}

Result<bool> PublishedLog::judge_fault(const PendingCheckpoint& pending, std::string fault) {
  TRY(const FileLock lock, take_lock());
  TRY(const bool changed, has_changed(pending));
  if (changed) return false;
  if (fault.starts_with(log_.path)) fault.erase(0, std::min(fault.size(), log_.path.size() + 1));
  const size_t colon = fault.find(": ");
  const bool named = fault.starts_with("tile/") && colon != std::string::npos;
  if (named) {
    refuse(fault.substr(0, colon), fault.substr(colon + 2));
  } else {
    refuse("tile", fault.substr(std::min(fault.size(), fault.find_first_not_of(' '))));
  }
  return true;
}

Result<bool> PublishedLog::publish(const PendingCheckpoint& pending, const std::string& note) {
  TRY(const FileLock lock, take_lock());
  TRY(const bool changed, has_changed(pending));
  if (changed) return false;
  CHECK(make_directories(log_.stage(), 0700));
  CHECK(tlog::publish(log_, note));
  host_.committed("the checkpoint is published");
  warn_of_loss(pending, note);
  CHECK(settle(pending.size()));
  return true;
}

void PublishedLog::warn_of_loss(const PendingCheckpoint& pending, const std::string& note) {
  const auto before = pending.published ? parse_note(*pending.published) : Result<UnverifiedNote>(UnverifiedNote{});
  const auto after = parse_note(note);
  if (!before || !after || before->text != after->text) return;
  const bool lost = std::any_of(before->signatures.begin(), before->signatures.end(), [&](const NoteSignature& old) {
    return std::none_of(after->signatures.begin(), after->signatures.end(),
                        [&](const NoteSignature& now) { return old.id == now.id && old.name == now.name; });
  });
  if (!lost) return;
  host_.warn(
      fmt::format("{}: the one that was replaced had signatures by others than the log and the policy's witnesses; "
                  "this one has not",
                  printable(log_.checkpoint(), 4096)));
}

// Removes what the sizes before this one left over, once it is the published one and the last. The lock is held.
Status PublishedLog::settle(TreeSize published) const {
  TRY(const auto record, read_append_record(log_));
  if (record) CHECK(remove_superseded_partials(log_, *record, published, published));
  discard_stage(log_);
  return {};
}

}  // namespace tlog
