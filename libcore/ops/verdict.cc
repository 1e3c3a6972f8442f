#include "libcore/ops/verdict.h"

#include "libcore/ops/summary.h"

namespace tlog {

void AnswerCounts::add(Answered answer) {
  verified += answer == Answered::kVerified;
  refused += answer == Answered::kRefused;
  unknown += answer == Answered::kUnknown;
}

Record verdict_on(std::string_view subject, Answered answer) {
  const char* word = answer == Answered::kVerified ? "verified" : answer == Answered::kRefused ? "refused" : "unknown";
  Record record("verdict");
  record.text("subject", subject).text("verdict", word);
  return record;
}

Record verdict_summary(const AnswerCounts& counts) {
  Record record = summary("tlog-verify");
  record.number("verified", counts.verified).number("refused", counts.refused).number("unknown", counts.unknown);
  return record;
}

bool owes_records(const Error& error, const Host& host) { return error.code() != Errc::kUsage && !host.cancelled(); }

Error could_not_tell(std::string_view subject, Error error, const Record& summary, Host& host) {
  if (owes_records(error, host)) {
    host.emit(verdict_on(subject, Answered::kUnknown).text("reason", error.message()).line());
    host.emit(summary.line());
  }
  return error;
}

Error could_not_tell(std::string_view subject, Error error, Host& host) {
  return could_not_tell(subject, std::move(error), verdict_summary({.unknown = 1}), host);
}

}  // namespace tlog
