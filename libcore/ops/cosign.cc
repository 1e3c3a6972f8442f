#include "libcore/ops/cosign.h"

#include <fmt/core.h>

#include "libcore/base/text.h"
#include "libcore/ops/input_file.h"
#include "libcore/ops/record_stream.h"
#include "libcore/ops/summary.h"
#include "libcore/os/clock.h"
#include "libcore/store/key_file.h"

namespace tlog {

namespace {

const std::string kInput = "-";

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

Record answer_record(const WitnessAnswer& answer) {
  Record record("answer");
  record.number("status", static_cast<uint64_t>(answer.status));
  if (!answer.origin.empty()) record.text("origin", answer.origin);
  if (answer.tree_size) record.number("tree_size", *answer.tree_size);
  if (answer.cosigned_size) record.number("cosigned_size", *answer.cosigned_size);
  if (answer.time) record.number("timestamp", *answer.time);
  if (!answer.signatures.empty()) record.texts("signatures", lines_of(answer.signatures));
  if (!answer.reason.empty()) record.text("reason", answer.reason);
  return record;
}

void tell_refusal(const WitnessAnswer& answer, const std::string& where, Host& host) {
  host.error(fmt::format("{}: {} ({})", where, answer.reason, static_cast<int>(answer.status)));
  if (answer.cosigned_size) {
    host.hint(fmt::format("tlog-prove request --old={} makes the request that continues there", *answer.cosigned_size));
  }
}

// The answers to many requests.
class Answers {
 public:
  Answers(Witness& witness, Host& host) : witness_(witness), host_(host) {}

  // False when nobody reads on. An error of the state is passed on, after its record.
  Result<bool> answer(std::string_view body, const std::string& where) {
    return tell(witness_.add_checkpoint(body), where);
  }
  Result<bool> tell(const WitnessAnswer& answer, const std::string& where) {
    const bool reads_on = host_.emit(answer_record(answer).line());
    if (answer.error) return unavailable_error(*answer.error);
    if (answer.status == WitnessStatus::kCosigned) {
      cosigned_++;
    } else {
      tell_refusal(answer, where, host_);
      (answer.status == WitnessStatus::kMalformed ? malformed_ : refused_)++;
    }
    return reads_on;
  }

  // Nobody reads on.
  Verdict ended() const { return refused_ > 0 ? Verdict::kNo : Verdict::kYes; }
  // It cannot go on: a definite no is more than not being able to tell.
  Result<Verdict> stopped(const Error& error) const {
    if (refused_ == 0) return error;
    host_.error(error.message());
    for (const std::string& hint : error.hints()) host_.hint(hint);
    return Verdict::kNo;
  }
  Result<Verdict> end(const Status& input) const {
    if (!input) return stopped(input.error());
    host_.emit(summary("tlog-cosign")
                   .number("cosigned", cosigned_)
                   .number("refused", refused_)
                   .number("malformed", malformed_)
                   .line());
    if (refused_ == 0 && malformed_ > 0) {
      return Error(Errc::kMalformed, fmt::format("requests that cannot be read: {}", malformed_));
    }
    return ended();
  }

 private:
  Witness& witness_;
  Host& host_;
  uint64_t cosigned_ = 0, refused_ = 0, malformed_ = 0;
};

// One line of the stream. Nothing for a record that is no request.
Result<std::optional<std::string>> read_request(const RecordIn& record) {
  if (record.type() != "request") return std::optional<std::string>();
  TRY(auto body, record.text("request"));
  if (!body) return Error(Errc::kMalformed, "a request record without its request");
  return body;
}

Result<Verdict> cosign_stream(RecordStream& stream, std::string_view first, bool partial, Answers& answers) {
  StreamEnd end;
  std::optional<std::string_view> line = first;
  while (line) {
    const std::string where = fmt::format("{}:{}", stream.name(), stream.line_number());
    const auto record = RecordIn::parse(*line);
    end.add(record ? mark_of(*record, stream.has_line_end()) : StreamMark());
    const auto body = record ? read_request(*record) : Result<std::optional<std::string>>(record.error());
    Result<bool> reads_on = true;
    if (!body) {
      reads_on = answers.tell({WitnessStatus::kMalformed, body.error().message(), "", {}, {}, {}, "", {}}, where);
    } else if (*body) {
      reads_on = answers.answer(**body, where);
    }
    if (!reads_on) return answers.stopped(reads_on.error());
    if (!*reads_on) return answers.ended();
    auto next = stream.next_line();
    if (!next) return answers.stopped(next.error());
    line = *next;
  }
  return answers.end(partial ? Status() : end.check(stream.name()));
}

// What begins otherwise than a record is one request, as it is.
Result<Verdict> cosign_records(bool partial, Answers& answers) {
  TRY(RecordStream stream, RecordStream::open(kInput));
  TRY(auto line, stream.next_line());
  if (line && line->starts_with('{')) return cosign_stream(stream, *line, partial, answers);
  if (!line && !partial) return StreamEnd().check(stream.name()).error();
  std::string body;
  while (line && body.size() <= kMaxWitnessRequestBytes) {
    body += *line;
    if (stream.has_line_end()) body += '\n';
    TRY(line, stream.next_line());
  }
  if (!body.empty()) {
    const auto told = answers.answer(body, stream.name());
    if (!told) return told.error();
  }
  return answers.end({});
}

Result<Verdict> cosign_one(Witness& witness, Host& host) {
  TRY(const std::string body, read_input(kInput, kMaxWitnessRequestBytes));
  const WitnessAnswer answer = witness.add_checkpoint(body);
  if (answer.error) return unavailable_error(*answer.error);
  if (answer.status == WitnessStatus::kCosigned) {
    host.emit_raw(answer.signatures);
    return Verdict::kYes;
  }
  if (answer.status == WitnessStatus::kMalformed) {
    return Error(Errc::kMalformed, fmt::format("{}: {} (400)", input_name(kInput), answer.reason));
  }
  tell_refusal(answer, input_name(kInput), host);
  return Verdict::kNo;
}

// The logs of a policy.
Status add_policy_logs(const TrustRequest& trust, WitnessedLogs& logs, Host& host) {
  TRY(const Policy policy, read_policy(*trust.policy));
  const std::string name = input_name(*trust.policy);
  std::string first;
  for (const PolicyLog& log : policy.logs) {
    if (!log.key.verifier) {
      host.warn(fmt::format("{}:{}: a key of type 0x{:02x} is not supported: the log is left out", name, log.line,
                            log.key.listed.type));
      continue;
    }
    if (first.empty()) first = log.key.verifier->name;
    if (trust.origin && log.key.verifier->name != first) {
      return Error(Errc::kConfig,
                   fmt::format("--origin: {} has logs of several names, and each would sign for it", name))
          .hint("say --log-key with the keys of this one");
    }
    logs.add(trust.origin.value_or(log.key.verifier->name), *log.key.verifier);
  }
  if (overrides_origin(trust)) {
    host.warn(fmt::format("the origin must be \"{}\", as --origin says: the policy's name of the log is set aside",
                          printable(*trust.origin)));
  }
  if (logs.by_origin().empty()) return Error(Errc::kConfig, name + ": no log whose signature could be checked");
  return {};
}

}  // namespace

Result<std::unique_ptr<Cosigner>> read_cosigner(const std::string& path) {
  TRY(SigningKey key, read_signing_key(path));
  return make_cosigner(std::move(key));
}

Result<WitnessedLogs> read_witnessed_logs(const TrustRequest& trust, Host& host) {
  WitnessedLogs logs;
  if (trust.policy) {
    CHECK(add_policy_logs(trust, logs, host));
    return logs;
  }
  TRY(const auto keys, parse_log_keys(trust.log_keys));
  for (const VerifierKey& key : keys) logs.add(trust.origin.value_or(key.name), key);
  return logs;
}

Result<std::unique_ptr<CasStore>> open_witness_state(const WitnessSetup& setup) {
  auto store = open_cas_store(setup.state, kWitnessTable, !setup.existing_state);
  if (!store) return unavailable_error(store.error());
  return store;
}

Error unavailable_error(const Error& error) {
  if (error.code() != Errc::kMalformed) return error;
  Error config(Errc::kConfig, error.message());
  for (const std::string& hint : error.hints()) config = std::move(config).hint(hint);
  return config;
}

Result<Verdict> cosign(const CosignRequest& request, Host& host) {
  return cosign_with(
      request, [&] { return open_witness_state(request.witness); }, host);
}

Result<Verdict> cosign_with(const CosignRequest& request, const OpenStore& open, Host& host) {
  TRY(const auto cosigner, read_cosigner(request.witness.key));
  TRY(const WitnessedLogs logs, read_witnessed_logs(request.witness.trust, host));
  TRY(const auto store, open());
  DirectCas direct(*store);
  TRY(const auto witness, Witness::make(*cosigner, logs, direct, unix_time));
  if (!request.records) return cosign_one(*witness, host);
  Answers answers(*witness, host);
  return cosign_records(request.partial, answers);
}

}  // namespace tlog
