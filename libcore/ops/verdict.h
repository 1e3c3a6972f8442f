#pragma once
// What every run of tlog-verify ends with when it ended by itself: a `verdict` record for each thing that it was asked
// about, and the summary. Where it could not tell, the verdict is "unknown", its reason is the error that the program
// ends with, and the summary counts it: so the records alone say whether the answer is yes.

#include <cstdint>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"
#include "libcore/text/record.h"

namespace tlog {

enum class Answered { kVerified, kRefused, kUnknown };
struct AnswerCounts {
  uint64_t verified = 0, refused = 0, unknown = 0;
  void add(Answered answer);
};

// The beginning of a `verdict` record.
Record verdict_on(std::string_view subject, Answered answer);
// And of the summary.
Record verdict_summary(const AnswerCounts& counts);

// Ends a run that could not tell, with the records that were owed, and gives the error back. Of a wrong command line
// there is nothing to tell, and what a signal ends did not end by itself: there are no records then.
Error could_not_tell(std::string_view subject, Error error, const Record& summary, Host& host);
Error could_not_tell(std::string_view subject, Error error, Host& host);
// Whether those records are owed.
bool owes_records(const Error& error, const Host& host);

}  // namespace tlog
