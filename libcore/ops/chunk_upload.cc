#include "libcore/ops/chunk_upload.h"

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <set>

#include "libcore/base/encode.h"
#include "libcore/base/text.h"
#include "libcore/chunk/cid.h"
#include "libcore/crypto/blake3.h"
#include "libcore/ops/chunk_groups.h"
#include "libcore/ops/chunk_maps.h"
#include "libcore/ops/chunk_route.h"
#include "libcore/ops/spill_clean.h"
#include "libcore/ops/summary.h"
#include "libcore/os/file.h"
#include "libcore/os/ordered_parallel.h"
#include "libcore/store/token_file.h"
#include "libcore/text/record.h"

namespace tlog {

namespace {

constexpr size_t kJournalNameBytes = 16;
constexpr uint64_t kMaxConnections = 512;

std::string hex(const Hash& hash) { return hex_encode(ByteView(hash.bytes)); }

class ChunkUpload {
 public:
  ChunkUpload(const ChunkUploadRequest& request, Host& host) : request_(request), host_(host) {}

  Result<Verdict> run() {
    Result<Verdict> verdict = work();
    if (groups_ && !groups_->counts().whole() && !groups_->reason().empty()) host_.error(groups_->reason());
    tell_summary(verdict && *verdict == Verdict::kYes);
    return verdict;
  }

 private:
  Result<Verdict> work();
  Status open_stores();
  Status open_master(ChunkEndpointsOptions options);
  ChunkSender& choose_sender();
  Status open_journal();
  Status take_receipts(const std::string& path, bool finalize);
  Status check_open_intents() const;
  ReceiptMode choose_mode();
  Result<Verdict> judge(const Status& worked);
  Status keep_maps();
  void tell_summary(bool done) const;

  const ChunkUploadRequest& request_;
  Host& host_;
  std::unique_ptr<ChunkEndpoints> endpoints_;
  std::optional<ChunkPlan> plan_;
  std::optional<ChunkJournal> journal_;
  std::unique_ptr<Settlement> settlement_;
  std::unique_ptr<GroupSender> sender_;
  std::unique_ptr<IngestNodes> nodes_;
  std::unique_ptr<RouteSender> route_;  // with a master
  std::optional<ChunkGroups> groups_;
  ChunkJournalText known_;
  std::string mode_asked_ = "auto", fallback_;
};

// A group of one, which has no prices.
Status ChunkUpload::open_master(ChunkEndpointsOptions options) {
  const MasterRequest& master = request_.master;
  TRY(const std::string authorization, read_authorization(master.token_file));
  if (!master.ingest.empty()) {
    IngestOptions ingest{.http = options.store.http};
    TRY(ingest.authorization, read_authorization(master.ingest_token_file));
    TRY(nodes_, IngestNodes::open(master.ingest, std::move(ingest)));
  }
  const auto warn = [&](const std::string& url) {
    if (is_open_to_others(url)) host_.warn(printable(url) + ": the token goes there unencrypted");
  };
  if (!authorization.empty()) warn(master.url);
  if (!master.ingest_token_file.empty()) std::for_each(master.ingest.begin(), master.ingest.end(), warn);
  options.masters = true;
  options.authorization = authorization;
  TRY(endpoints_, ChunkEndpoints::open({endpoint_of(master.url)}, std::move(options)));
  return {};
}

Status ChunkUpload::open_stores() {
  ChunkEndpointsOptions options{
      .store = request_.store, .quote_timeout_s = request_.quote_timeout_s, .quote_total_s = request_.quote_total_s};
  options.store.http.cancelled = [this] { return host_.cancelled(); };
  const uint64_t asked = request_.policy.group * request_.policy.over_query;
  options.store.http.connections = std::clamp<uint64_t>(asked * request_.concurrency, 1, kMaxConnections);
  if (!request_.master.url.empty()) return open_master(std::move(options));
  TRY(std::vector<Endpoint> endpoints, read_endpoints(request_.endpoints));
  if (endpoints.size() < request_.policy.group) {
    return Error(Errc::kConfig,
                 fmt::format("{} names {} stores, and a group has {}", printable(request_.endpoints, 4096),
                             endpoints.size(), request_.policy.group))
        .hint("name more stores, or make the group smaller with --group");
  }
  TRY(endpoints_, ChunkEndpoints::open(std::move(endpoints), std::move(options)));
  return {};
}

// What is to be settled, chunk by chunk or by the batch.
ReceiptMode ChunkUpload::choose_mode() {
  const size_t chunks = plan_->chunks().size();
  if (mode_asked_ == "single") return ReceiptMode::kSingle;
  const uint64_t least = mode_asked_ == "batch" ? 2 : std::max<uint64_t>(request_.batch_min, 2);
  if (chunks >= least) return ReceiptMode::kBatch;
  fallback_ = fmt::format("a batch has at least {} chunks, and this upload has {}", least, chunks);
  return ReceiptMode::kSingle;
}

Status ChunkUpload::open_journal() {
  const Hash plan = plan_->id();
  std::string path;
  if (request_.journal) {
    path = *request_.journal;
  } else {
    if (request_.spill_root.empty()) {
      return Error(Errc::kConfig, "there is no place for a journal").hint("name one with --journal or --spill-root");
    }
    CHECK(make_directories(request_.spill_root, 0700));
    Blake3 name;
    name.update(plan.bytes);
    for (const Endpoint& endpoint : endpoints_->endpoints()) name.update(endpoint.id.bytes);
    path = fmt::format("{}/upload_{}.journal", request_.spill_root,
                       hex_encode(ByteView(name.finish().bytes).first(kJournalNameBytes)));
  }
  TRY(ChunkJournal journal, ChunkJournal::open(path));
  journal_.emplace(std::move(journal));
  mode_asked_ = request_.mode == ReceiptMode::kAuto    ? "auto"
                : request_.mode == ReceiptMode::kBatch ? "batch"
                                                       : "single";
  const JournalHead head{
      .plan = plan, .chunks = plan_->chunks().size(), .mode = mode_asked_, .prepared = request_.prepare};
  if (!journal_->found()) {
    if (request_.finalize || request_.reconcile) {
      return Error(Errc::kNotFound, printable(path, 4096) + ": has no upload that waits for receipts");
    }
    known_ = {.head = head};
    return journal_->begin(head);
  }
  known_ = *journal_->found();
  if (known_.head.plan != plan) {
    return Error(Errc::kCannotCreate, printable(path, 4096) + ": is the journal of other chunks")
        .hint("name another file, or finish that upload first");
  }
  if (request_.prepare && !known_.head.prepared) {
    return Error(Errc::kUsage, "the upload is under way already, and cannot be prepared any more");
  }
  if (request_.finalize && !known_.head.prepared) {
    return Error(Errc::kUsage, "--finalize: the upload was not prepared")
        .hint("--reconcile takes the receipts of an upload that settles itself");
  }
  if (request_.reconcile && known_.head.prepared) {
    return Error(Errc::kUsage, "--reconcile: the upload was prepared").hint("give the receipts with --finalize");
  }
  mode_asked_ = known_.head.mode;  // as it was begun
  host_.note("goes on where an earlier run ended: " + printable(path, 4096));
  return {};
}

// Into the journal, once each of them is known to be right.
Status ChunkUpload::take_receipts(const std::string& path, bool finalize) {
  TRY(const ReceiptFile file, read_receipt_file(path));
  const auto find = [&](const Hash& name) {
    return std::find_if(known_.intents.begin(), known_.intents.end(),
                        [&](const JournalIntent& intent) { return intent.intent == name; });
  };
  const auto malformed = [&](const std::string& why) {
    return Error(Errc::kMalformed, printable(path, 4096) + ": " + why);
  };
  std::vector<JournalReceipts> fresh;
  std::set<Hash> answered;
  for (const JournalReceipts& receipts : file.receipts) {
    const auto intent = find(receipts.intent);
    if (intent == known_.intents.end()) return malformed("a receipt for an intent that is none of this upload's");
    if (!answered.insert(receipts.intent).second) return malformed("two answers to one intent");
    if (Status right = check_receipts(*intent, receipts); !right) return malformed(right.error().message());
    const auto at = known_.receipts.find(receipts.intent);
    if (at == known_.receipts.end()) {
      fresh.push_back(receipts);
      continue;
    }
    // The same again changes nothing.
    const auto same = [](const JournalReceipt& a, const JournalReceipt& b) {
      return a.quote == b.quote && a.receipt == b.receipt;
    };
    if (!std::is_permutation(at->second.receipts.begin(), at->second.receipts.end(), receipts.receipts.begin(),
                             receipts.receipts.end(), same)) {
      return malformed("another receipt than is known already");
    }
  }
  for (const Hash& name : file.voided) {
    if (known_.voided.contains(name)) continue;
    if (find(name) == known_.intents.end()) return malformed("voids an intent that is none of this upload's");
    if (known_.receipts.contains(name)) return malformed("voids an intent that has its receipts");
    if (!answered.insert(name).second) return malformed("two answers to one intent");
  }
  for (const JournalIntent& intent : known_.intents) {
    const bool open = intent.backend != "none" && !known_.receipts.contains(intent.intent);
    if (finalize && open && !answered.contains(intent.intent)) {
      return malformed("no receipt for the intent " + hex(intent.intent));
    }
  }
  for (JournalReceipts& receipts : fresh) {
    CHECK(journal_->add_receipts(receipts));
    const Hash name = receipts.intent;
    known_.receipts.emplace(name, std::move(receipts));
  }
  for (const Hash& name : file.voided) {
    if (!known_.voided.insert(name).second) continue;
    CHECK(journal_->add_void(name, "was not settled, as the user says"));
    known_.intents.erase(find(name));
  }
  return {};
}

// What somebody may have settled must be known before anything else is.
Status ChunkUpload::check_open_intents() const {
  for (const JournalIntent& intent : known_.intents) {
    if (intent.backend == "none" || known_.receipts.contains(intent.intent)) continue;
    const std::string name = hex(intent.intent);
    if (intent.backend == "external") {
      if (request_.prepare) continue;
      return Error(Errc::kUsage, fmt::format("the intent {} waits for its receipts", name))
          .hint("give them with --finalize");
    }
    return Error(Errc::kUnknown, fmt::format("whether the intent {} was settled is unknown", name))
        .hint("give its receipts with --reconcile")
        .hint(fmt::format("or, where it was not settled, a line {{\"type\":\"void\",\"intent_hex\":\"{}\"}}", name));
  }
  return {};
}

// Where a data map is kept, a `file` record says.
Status ChunkUpload::keep_maps() {
  for (const PlannedFile& file : plan_->files()) {
    Record record("file");
    record.text("path", file.path)
        .number("size_bytes", file.size_bytes)
        .text("format", name_of(request_.format))
        .number("chunks", file.chunks);
    if (file.address) record.text("address", hex_encode(*file.address)).text("cid", format_cid(*file.address));
    TRY(const std::string path, keep_map(request_.map_dir, file.path, file.map));
    record.text("map", path);
    host_.emit(record.line());
  }
  return {};
}

Result<Verdict> ChunkUpload::judge(const Status& worked) {
  if (!worked) return worked.error();
  const ChunkCounts& counts = groups_->counts();
  if (counts.whole()) {
    CHECK(keep_maps());
    CHECK(journal_->finish(request_.journal.has_value()));
    return Verdict::kYes;
  }
  if (request_.prepare && counts.failed == 0) return Verdict::kYes;
  if (counts.stored + counts.already == 0 && counts.passing > 0 && counts.passing == counts.failed) {
    return Error(Errc::kNetwork, request_.master.url.empty() ? "no chunk could be stored: too few stores answer"
                                                             : "no chunk could be stored: the master does not answer");
  }
  return Verdict::kNo;
}

ChunkSender& ChunkUpload::choose_sender() {
  if (request_.master.url.empty()) return *sender_;
  route_ = std::make_unique<RouteSender>(RouteTools{.master = *endpoints_,
                                                    .nodes = nodes_.get(),
                                                    .read_back = request_.read_back,
                                                    .strict_etag = request_.master.strict_etag,
                                                    .journal = *journal_,
                                                    .ingested = known_.ingested,
                                                    .host = host_});
  return *route_;
}

Result<Verdict> ChunkUpload::work() {
  if (!request_.spill_root.empty()) sweep_before_work(request_.spill_root, host_);
  CHECK(open_stores());
  if (!request_.files.empty()) {
    CHECK(check_map_folder(request_.map_dir));  // rather now than when all is stored
  }
  if (request_.settle) {
    TRY(settlement_, open_settlement(*request_.settle, request_.store.http));
  }
  const PlanRequest planned{.files = request_.files,
                            .chunk_list = request_.chunk_list,
                            .format = request_.format,
                            .piece_bytes = request_.piece_bytes,
                            .public_maps = request_.public_maps,
                            .spill_root = request_.spill_root,
                            .jobs = default_jobs()};
  TRY(ChunkPlan plan, ChunkPlan::make(planned, host_));
  plan_.emplace(std::move(plan));
  CHECK(open_journal());
  if (request_.finalize) CHECK(take_receipts(*request_.finalize, true));
  if (request_.reconcile) CHECK(take_receipts(*request_.reconcile, false));
  sender_ = std::make_unique<GroupSender>(*endpoints_, request_.policy.quorum, request_.read_back, host_);
  groups_.emplace(ChunkTools{.request = request_,
                             .plan = *plan_,
                             .endpoints = *endpoints_,
                             .votes = *sender_,
                             .sender = choose_sender(),
                             .journal = *journal_,
                             .settlement = settlement_.get(),
                             .host = host_},
                  choose_mode(), known_);
  CHECK(check_open_intents());
  return judge(groups_->run());
}

void ChunkUpload::tell_summary(bool done) const {
  ChunkCounts counts;
  if (groups_) {
    counts = groups_->counts();
  } else if (plan_) {
    counts.total = plan_->chunks().size();
  }
  const bool prepared = done && request_.prepare && !counts.whole();
  const bool some = counts.stored + counts.already > 0;
  Record record = summary("chunk-upload");
  record.text("status", prepared ? "prepared"
                        : done   ? "complete"
                        : some   ? "partial"
                                 : "failed")
      .number("total", counts.total)
      .number("stored", counts.stored)
      .number("already", counts.already)
      .number("failed", counts.failed)
      .number("not_attempted", counts.not_attempted())
      .number("duplicates", plan_ ? plan_->duplicates() : 0)
      .number("stored_bytes", counts.stored_bytes)
      .text("evidence", request_.read_back == ReadBack::kGet ? "verified" : "acknowledged")
      .number("quotes", groups_ ? groups_->quotes() : 0)
      .number("receipts", groups_ ? groups_->intents().receipts() : 0)
      .number("settlement_calls", groups_ ? groups_->intents().settlement_calls() : 0)
      .text("mode_requested", mode_asked_)
      .text("mode_used", groups_ ? groups_->intents().mode_used() : "none");
  if (route_) {
    const RouteCounts routes = route_->counts();
    record.number("ingest_chunks", routes.ingest_chunks)
        .number("ingest_bytes", routes.ingest_bytes)
        .number("master_chunks", routes.master_chunks)
        .number("master_bytes", routes.master_bytes);
    if (!route_->reason().empty()) record.text("route_reason", route_->reason());
  }
  if (!fallback_.empty()) record.text("fallback_reason", fallback_);
  if (!done && groups_ && !groups_->reason().empty()) record.text("reason", groups_->reason());
  host_.emit(record.line());
}

}  // namespace

Result<Verdict> upload_chunks(const ChunkUploadRequest& request, Host& host) {
  return ChunkUpload(request, host).run();
}

}  // namespace tlog
