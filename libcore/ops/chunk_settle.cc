#include "libcore/ops/chunk_settle.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "libcore/base/encode.h"
#include "libcore/base/text.h"
#include "libcore/base/url_scheme.h"
#include "libcore/crypto/blake3.h"
#include "libcore/ops/record_stream.h"
#include "libcore/os/child_filter.h"
#include "libcore/text/record_read.h"

namespace tlog {

namespace {

constexpr size_t kMaxAnswerBytes = 2'000'000;  // 256 receipts at their longest, escaped
constexpr uint64_t kSettleLimitMs = 300'000;

std::string hex(const Hash& hash) { return hex_encode(ByteView(hash.bytes)); }

Settled refused(std::string reason) { return {SettleOutcome::kRefused, {}, std::move(reason)}; }
Settled unknown(std::string reason) { return {SettleOutcome::kUnknown, {}, std::move(reason)}; }

// What came back from whoever says that it is settled. What he says wrongly leaves us without a receipt for something
// that may be settled.
Settled judge_answer(const JournalIntent& intent, std::string_view answer, const std::string& who) {
  while (answer.ends_with('\n') || answer.ends_with('\r')) answer.remove_suffix(1);
  auto receipts = parse_receipts(answer);
  if (!receipts) return unknown(fmt::format("{}: the answer {}", who, receipts.error().message()));
  if (Status right = check_receipts(intent, *receipts); !right) return unknown(who + ": " + right.error().message());
  return {SettleOutcome::kDone, *std::move(receipts), {}};
}

class CommandSettlement : public Settlement {
 public:
  explicit CommandSettlement(std::string command) : command_(std::move(command)) {}
  const char* backend() const override { return "command"; }

  Settled settle(const JournalIntent& intent) override {
    constexpr int kStatusRefused = 1;
    std::string answer;
    const ChildFilter::Take take = [&](std::string_view bytes) {
      answer += bytes;
      return answer.size() <= kMaxAnswerBytes ? Status() : Error(Errc::kMalformed, "--settle: the answer is too long");
    };
    auto child = ChildFilter::start(command_, {.name = "--settle", .patient = true});
    if (!child) return refused(child.error().message());
    Status ended = child->write(intent_line(intent) + "\n", take);
    if (ended) ended = child->finish(take);
    if (ended) return judge_answer(intent, answer, "--settle");
    const bool says_nothing = answer.find_first_not_of(" \t\r\n") == std::string::npos;
    if (child->exit_status() != kStatusRefused) return unknown(ended.error().message());
    return says_nothing ? refused(ended.error().message())
                        : unknown(ended.error().message() + ", but it has printed something");
  }

 private:
  const std::string command_;
};

class HttpSettlement : public Settlement {
 public:
  HttpSettlement(std::string url, HttpOptions http) : url_(std::move(url)), http_(std::move(http)) {}
  const char* backend() const override { return "http"; }

  Settled settle(const JournalIntent& intent) override {
    HttpRequest request{.url = url_, .max_bytes = kMaxAnswerBytes, .post = intent_line(intent)};
    request.once = true;
    request.limit_ms = kSettleLimitMs;
    // On a connection of its own: of one that was used before, and is closed before anything comes back, libcurl takes
    // it that the server had closed it already, and sends the request again.
    auto client = HttpClient::open(http_);
    if (!client) return refused(client.error().message());
    const auto answer = std::move((*client)->get({&request, 1})[0]);
    if (!answer && answer.error().code() == Errc::kCannotCreate) return refused(answer.error().message());
    if (!answer) return unknown(answer.error().message());
    if (answer->status == 200) return judge_answer(intent, answer->body, printable(url_, 4096));
    const std::string said = fmt::format("{}: the server answered {}", printable(url_, 4096), answer->status);
    constexpr unsigned kTimeout = 408;
    const bool no = answer->status >= 400 && answer->status < 500 && answer->status != kTimeout;
    return no ? refused(said) : unknown(said);
  }

 private:
  const std::string url_;
  const HttpOptions http_;
};

}  // namespace

Result<std::unique_ptr<Settlement>> open_settlement(const std::string& where, const HttpOptions& http) {
  if (!is_url(where)) return std::unique_ptr<Settlement>(std::make_unique<CommandSettlement>(where));
  CHECK(check_url(where));
  HttpOptions options = http;
  options.cancelled = nullptr;                        // what was begun here must be known
  TRY(const auto usable, HttpClient::open(options));  // rather now than when something is to be settled
  return std::unique_ptr<Settlement>(std::make_unique<HttpSettlement>(where, std::move(options)));
}

Hash name_of_intent(const JournalIntent& intent) {
  JournalIntent nameless = intent;
  nameless.intent = {};
  return blake3(as_bytes(intent_line(nameless)));
}

Status check_receipts(const JournalIntent& intent, const JournalReceipts& receipts) {
  if (receipts.intent != intent.intent) return Error(Errc::kMalformed, "a receipt for another intent");
  std::set<Hash> wanted, got;
  if (intent.root) {
    wanted.insert(*intent.root);
  } else {
    for (const JournalTransfer& transfer : intent.transfers) wanted.insert(transfer.quote);
  }
  for (const JournalReceipt& one : receipts.receipts) {
    if (!wanted.contains(one.quote)) {
      return Error(Errc::kMalformed, fmt::format("a receipt for {}, which is not in the intent", hex(one.quote)));
    }
    if (!got.insert(one.quote).second) return Error(Errc::kMalformed, "two receipts for " + hex(one.quote));
  }
  for (const Hash& quote : wanted) {
    if (!got.contains(quote)) return Error(Errc::kMalformed, "no receipt for " + hex(quote));
  }
  return {};
}

Result<ReceiptFile> read_receipt_file(const std::string& path) {
  TRY(RecordStream stream, RecordStream::open(path));
  ReceiptFile out;
  while (true) {
    TRY(const auto line, stream.next_line());
    if (!line) return out;
    const auto where = [&](Error error) {
      return std::move(error).context(fmt::format("{}:{}", stream.name(), stream.line_number()));
    };
    auto record = RecordIn::parse(*line);
    if (!record) return where(std::move(record).error());
    if (record->type() == "void") {
      const auto intent = record->text("intent_hex");
      const auto name = intent && *intent ? hex_decode_hash(**intent) : std::nullopt;
      if (!name) return where(Error(Errc::kMalformed, "a void line without its intent"));
      out.voided.push_back(*name);
      continue;
    }
    if (record->type() != "receipt") continue;  // the records of a run may stand around it
    auto receipts = parse_receipts(*line);
    if (!receipts) return where(std::move(receipts).error());
    out.receipts.push_back(*std::move(receipts));
  }
}

}  // namespace tlog
