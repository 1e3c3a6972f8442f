#pragma once
// What stores ask for is settled by somebody else: a command of the user's, an HTTP service, or, between two runs, a
// person with a signer. This program only says what is to be settled, an intent, and keeps what it is given for it, a
// receipt. It cannot tell whether anything was settled, and never says so.
//
// An intent is one JSON line, as man/tlog-records.5 describes the `intent` record; the answer is one line with a
// `receipt` for each of its transfers, or for the root of a batch. A command gets the intent on its standard input;
// status 0 means that it is settled, 1 that it is refused and nothing was settled. An HTTP service gets it as a POST;
// 200 means that it is settled, another status of 4xx that it is refused. Anything else leaves the outcome unknown.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/net/http.h"
#include "libcore/store/chunk_journal.h"

namespace tlog {

enum class SettleOutcome { kDone, kRefused, kUnknown };
struct Settled {
  SettleOutcome outcome = SettleOutcome::kUnknown;
  JournalReceipts receipts{};
  std::string reason{};  // of the other two
};

class Settlement {
 public:
  virtual ~Settlement() = default;
  virtual const char* backend() const = 0;
  virtual Settled settle(const JournalIntent& intent) = 0;
};

// `where` is a command, or an http(s) URL. Errors of HttpClient::open() and check_url().
Result<std::unique_ptr<Settlement>> open_settlement(const std::string& where, const HttpOptions& http);

// The intent's name, over all that is in it but the name.
Hash name_of_intent(const JournalIntent& intent);

// Is there a receipt for all that the intent has, and for nothing else? malformed: why not.
Status check_receipts(const JournalIntent& intent, const JournalReceipts& receipts);

// A file of `receipt` lines, and of `void` lines ({"type":"void","intent_hex":"<hex>"}) for what was not settled.
struct ReceiptFile {
  std::vector<JournalReceipts> receipts;
  std::vector<Hash> voided;
};
Result<ReceiptFile> read_receipt_file(const std::string& path);

}  // namespace tlog
