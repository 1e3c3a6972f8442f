#include "libcore/ops/lookup_index.h"

#include <algorithm>

#include <fmt/core.h>

#include "libcore/base/text.h"
#include "libcore/ops/index_log.h"
#include "libcore/ops/input_file.h"
#include "libcore/ops/lookup_entries.h"
#include "libcore/ops/summary.h"
#include "libcore/os/line_reader.h"
#include "libcore/store/index_store.h"
#include "libcore/vindex/answer_record.h"

namespace tlog {

namespace {

constexpr std::string_view kTool = "vindex-lookup";
constexpr size_t kMaxShown = 4096;

// The log of the index, and its anchor there.
struct AnchoredLog {
  ProvenTree tree;
  std::string anchor, proof;
};

class IndexLookup {
 public:
  // `log` may be null.
  IndexLookup(const LookupIndexRequest& request, const OpenIndex& index, const AnchoredLog* log, Host& host)
      : request_(request), index_(index), log_(log), host_(host) {
    if (request.entries) entries_.emplace(log->tree, index.header().map, host);
  }

  Result<Verdict> answer_keys();
  Result<Verdict> list();

 private:
  Status answer(const std::string& key);
  Status answer_lines();
  Error damaged(Error error) const { return std::move(error).context(printable(request_.index, kMaxShown)); }

  const LookupIndexRequest& request_;
  const OpenIndex& index_;
  const AnchoredLog* log_;
  Host& host_;
  std::optional<LookupEntries> entries_;
  uint64_t found_ = 0, absent_ = 0;
  bool goes_on_ = true;  // somebody reads
};

Status IndexLookup::answer(const std::string& key) {
  auto answer = index_.view.lookup(hash_index_key(key));
  if (!answer) return damaged(std::move(answer).error());
  (answer->found ? found_ : absent_)++;
  const IndexHeader& header = index_.header();
  LookupRecord lookup{key, *std::move(answer), header.index_root, header.origin, header.map, {}, {}};
  if (log_ != nullptr) {
    lookup.anchor = log_->anchor;
    lookup.anchor_proof = log_->proof;
  }
  goes_on_ = host_.emit(lookup_record(lookup).line());
  if (!entries_ || !goes_on_) return {};
  TRY(goes_on_, entries_->emit(key, lookup.answer.indices));
  return {};
}

Status IndexLookup::answer_lines() {
  TRY(LineReader lines, LineReader::open("-", input_name("-"), kMaxIndexKeyBytes));
  while (goes_on_ && !host_.cancelled()) {
    TRY(const bool waits, lines.would_wait());
    if (waits) goes_on_ = host_.flush();
    TRY(const auto line, lines.next());
    if (!line) return {};
    CHECK(answer(std::string(*line)));
  }
  return {};
}

Result<Verdict> IndexLookup::answer_keys() {
  if (request_.keys.empty()) CHECK(answer_lines());
  for (const std::string& key : request_.keys) {
    if (goes_on_ && !host_.cancelled()) CHECK(answer(key));
  }
  if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
  Record end = summary(kTool).number("found", found_).number("absent", absent_);
  if (entries_) end.number("proofs", entries_->proofs()).number("refused", entries_->refused());
  host_.emit(end.line());
  return absent_ == 0 && (!entries_ || entries_->refused() == 0) ? Verdict::kYes : Verdict::kNo;
}

Result<Verdict> IndexLookup::list() {
  std::vector<std::pair<std::string_view, uint64_t>> listed;
  IndexScan scan(index_.view);  // all is read, so all can be seen to be whole
  for (uint64_t number = 0;; number++) {
    if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
    auto item = scan.next();
    if (!item) return damaged(std::move(item).error());
    if (!*item) break;
    if ((*item)->key.starts_with(*request_.prefix)) listed.emplace_back((*item)->key, number);
  }
  std::sort(listed.begin(), listed.end());
  for (const auto& [key, number] : listed) {
    TRY(const IndexRecord record, index_.view.record(number));
    auto entries = index_.view.entries(record);
    if (!entries) return damaged(std::move(entries).error());
    const Record shown = Record("listed_key").text("key", key).numbers("indices", *entries).flag("proved", false);
    if (!host_.emit(shown.line())) break;
  }
  host_.emit(summary(kTool).number("listed", listed.size()).line());
  return Verdict::kYes;
}

Answer<AnchoredLog> open_anchored(const LookupIndexRequest& request, const OpenIndex& index, Host& host) {
  TRY(auto tree, open_index_log(request.tree, index.header(), request.index, host));
  if (!tree) return std::optional<AnchoredLog>();
  auto search = find_anchor(*tree, index.view, host);
  if (!search) return std::move(search).error();
  if (!search->fault.empty()) return say_no<AnchoredLog>(host, search->fault);
  if (!search->found) {
    return Error(Errc::kBusy, fmt::format("{}: none of the {} entries anchors {}", tree->log->name(),
                                          tree->head.size.value, printable(request.index, kMaxShown)))
        .hint("vindex-build --anchor prints the anchor for tlog-append; a checkpoint that covers it must be published");
  }
  const std::string proof = InclusionProver(*tree).document(search->found->leaf);
  return std::optional(AnchoredLog{*std::move(tree), std::move(search->found->entry), proof});
}

}  // namespace

Result<Verdict> lookup_index(const LookupIndexRequest& request, Host& host) {
  TRY(const auto index, open_index(request.index));
  std::optional<AnchoredLog> log;
  if (!request.tree.log.empty()) {
    TRY(log, open_anchored(request, *index, host));
    if (!log) {
      host.emit(summary(kTool).number("found", 0).number("absent", 0).line());
      return Verdict::kNo;
    }
  }
  IndexLookup lookup(request, *index, log ? &*log : nullptr, host);
  return request.prefix ? lookup.list() : lookup.answer_keys();
}

}  // namespace tlog
