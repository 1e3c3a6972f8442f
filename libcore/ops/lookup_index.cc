#include "libcore/ops/lookup_index.h"

#include <algorithm>

#include "libcore/base/encode.h"
#include "libcore/base/text.h"
#include "libcore/ops/input_file.h"
#include "libcore/ops/summary.h"
#include "libcore/os/line_reader.h"
#include "libcore/store/index_store.h"
#include "libcore/vindex/answer_record.h"

namespace tlog {

namespace {

constexpr std::string_view kTool = "vindex-lookup";

class IndexLookup {
 public:
  IndexLookup(const LookupIndexRequest& request, const OpenIndex& index, Host& host)
      : request_(request), index_(index), host_(host) {}

  Result<Verdict> answer_keys();
  Result<Verdict> list();

 private:
  Status answer(const std::string& key);
  Status answer_lines();
  Error damaged(Error error) const { return std::move(error).context(printable(request_.index, 4096)); }

  const LookupIndexRequest& request_;
  const OpenIndex& index_;
  Host& host_;
  uint64_t found_ = 0, absent_ = 0;
  bool goes_on_ = true;  // somebody reads
};

Status IndexLookup::answer(const std::string& key) {
  auto answer = index_.view.lookup(hash_index_key(key));
  if (!answer) return damaged(std::move(answer).error());
  (answer->found ? found_ : absent_)++;
  const IndexHeader& header = index_.header();
  Record record = lookup_record({key, *std::move(answer), header.index_root});
  record.text("origin", header.origin);
  if (header.map.sha256) {
    record.text("map_sha256_hex", hex_encode(header.map.sha256->bytes));
  } else {
    record.text("field", header.map.field);
  }
  goes_on_ = host_.emit(record.line());
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
  host_.emit(summary(kTool).number("found", found_).number("absent", absent_).line());
  return absent_ == 0 ? Verdict::kYes : Verdict::kNo;
}

Result<Verdict> IndexLookup::list() {
  std::vector<std::pair<std::string_view, uint64_t>> listed;
  for (uint64_t number = 0; number < index_.header().keys; number++) {
    if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
    auto record = index_.view.record(number);
    if (!record) return damaged(std::move(record).error());
    if (record->key.starts_with(*request_.prefix)) listed.emplace_back(record->key, number);
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

}  // namespace

Result<Verdict> lookup_index(const LookupIndexRequest& request, Host& host) {
  TRY(const auto index, open_index(request.index));
  IndexLookup lookup(request, *index, host);
  return request.prefix ? lookup.list() : lookup.answer_keys();
}

}  // namespace tlog
