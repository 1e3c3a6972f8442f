#include "libcore/store/chunk_endpoints.h"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>

#include "libcore/base/encode.h"
#include "libcore/base/text.h"
#include "libcore/base/url_scheme.h"
#include "libcore/crypto/blake3.h"
#include "libcore/store/chunk_dir.h"
#include "libcore/store/ingest_format.h"
#include "libcore/store/object_store_dir.h"
#include "libcore/store/object_store_http.h"
#include "libcore/text/record.h"
#include "libcore/text/record_read.h"

namespace tlog {

namespace {

constexpr const char* kCreateOnly = "If-None-Match: *";
constexpr size_t kMaxNameBytes = 4096;
constexpr size_t kMaxQuoteBytes = 32'768;
constexpr size_t kMaxReceiptHeaderBytes = 4096;
constexpr unsigned kFailuresToRest = 3;
constexpr std::chrono::seconds kRest{30};

std::string key_of(const Address& address) { return "chunks/" + hex_encode(address); }

bool is_price(std::string_view text) {
  return !text.empty() && text.size() <= kMaxPriceDigits && (text == "0" || text[0] != '0') &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// May stand in a header: visible ASCII.
bool is_header_text(std::string_view text) {
  return text.size() <= kMaxReceiptHeaderBytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

ChunkReply failed(ChunkAnswer answer, const std::string& name, const std::string& why, uint64_t retry_after_s = 0) {
  return {.answer = answer, .reason = name + ": " + why, .retry_after_s = retry_after_s};
}

// No answer: the message of the error names the URL.
ChunkReply no_answer(const Error& error) {
  return {.answer = error.code() == Errc::kDenied ? ChunkAnswer::kRefused : ChunkAnswer::kUnreachable,
          .reason = error.message()};
}

// An answer that neither verb has a meaning of its own for.
ChunkReply other_answer(const std::string& name, const HttpResponse& answer) {
  const unsigned status = answer.status;
  const bool passing = status == 408 || status == 409 || status == 425 || status == 429 || status >= 500;
  return failed(passing ? ChunkAnswer::kUnreachable : ChunkAnswer::kRefused, name,
                fmt::format("the server answered {}", status), passing ? answer.retry_after_s : 0);
}

ChunkReply missing(const std::string& name) { return failed(ChunkAnswer::kMissing, name, "does not have the chunk"); }
ChunkReply wrong(const std::string& name) { return failed(ChunkAnswer::kWrong, name, "has other bytes"); }

}  // namespace

Result<QuoteReply> parse_quote(std::string_view json, const Address& address, uint64_t size) {
  TRY(const RecordIn record, RecordIn::parse_untyped(json));
  TRY(const auto echo, record.text("address"));
  TRY(const auto data_size, record.number("data_size"));
  TRY(const auto already, record.flag("already_stored"));
  TRY(const auto price, record.text("price"));
  TRY(const auto expires, record.number("expires"));
  TRY(const auto signature, record.text("sig"));
  const auto malformed = [](const char* why) { return Error(Errc::kMalformed, why); };
  if (!echo || *echo != hex_encode(address)) return malformed("a quote for another address");
  if (!data_size || *data_size != size) return malformed("a quote for another size");
  QuoteReply quote{.kind = QuoteReply::Kind::kQuote};
  if (already && *already) {
    quote.kind = QuoteReply::Kind::kHas;
    return quote;
  }
  if (!price || !is_price(*price)) return malformed("a quote without a price");
  if (signature && signature->size() > kMaxSignatureBytes)
    return malformed("a quote with a signature that is too long");
  quote.price = *price;
  quote.expires_unix = expires.value_or(0);
  quote.signature = signature.value_or("");
  return quote;
}

// What is known of one store.
struct ChunkEndpoints::Place {
  std::unique_ptr<ChunkDir> dir;  // or
  HttpPlace http;
  std::atomic<bool> no_quotes{false};

  mutable std::mutex mutex;  // of the rest
  unsigned failures = 0;     // in a row
  Clock::time_point rests_until{}, pauses_until{};
};

ChunkEndpoints::ChunkEndpoints(std::vector<Endpoint> endpoints, ChunkEndpointsOptions options)
    : endpoints_(std::move(endpoints)), options_(std::move(options)) {}
ChunkEndpoints::~ChunkEndpoints() = default;

Result<std::unique_ptr<ChunkEndpoints>> ChunkEndpoints::open(std::vector<Endpoint> endpoints,
                                                             ChunkEndpointsOptions options) {
  std::unique_ptr<ChunkEndpoints> out(new ChunkEndpoints(std::move(endpoints), std::move(options)));
  for (const Endpoint& endpoint : out->endpoints_) {
    auto place = std::make_unique<Place>();
    out->names_.push_back(printable(endpoint.url, kMaxNameBytes));
    if (endpoint.url.starts_with(kDirScheme)) {
      const std::string path = endpoint.url.substr(kDirScheme.size());
      if (path.empty()) return Error(Errc::kUsage, "dir: names no folder");
      place->dir = std::make_unique<ChunkDir>(path);
    } else if (endpoint.url.starts_with("s3://")) {
      TRY(place->http, s3_place(endpoint.url, out->options_.store.s3));
      place->no_quotes = true;
    } else if (is_url(endpoint.url)) {
      TRY(place->http, http_place(endpoint.url));
      place->no_quotes = out->options_.masters;
    } else {
      return Error(Errc::kUsage, out->names_.back() + ": is no store")
          .hint("a store is dir:PATH, an http or https URL, or s3://BUCKET/PREFIX");
    }
    out->places_.push_back(std::move(place));
  }
  TRY(out->client_, HttpClient::open(out->options_.store.http));
  return out;
}

void ChunkEndpoints::note(size_t endpoint, bool passing, uint64_t retry_after_s) {
  Place& place = *places_[endpoint];
  std::lock_guard lock(place.mutex);
  place.failures = passing ? place.failures + 1 : 0;
  const auto now = Clock::now();
  if (place.failures >= kFailuresToRest) place.rests_until = now + kRest;
  if (passing && retry_after_s > 0) place.pauses_until = now + std::chrono::seconds(retry_after_s);
  if (!passing) place.rests_until = place.pauses_until = {};
}

bool ChunkEndpoints::is_resting(size_t endpoint) const {
  const Place& place = *places_[endpoint];
  std::lock_guard lock(place.mutex);
  return Clock::now() < std::max(place.rests_until, place.pauses_until);
}

bool ChunkEndpoints::has_asked_for_pause(size_t endpoint) const {
  const Place& place = *places_[endpoint];
  std::lock_guard lock(place.mutex);
  return Clock::now() < place.pauses_until;
}

HttpRequest ChunkEndpoints::request(size_t endpoint, const std::string& what, HttpMethod method) const {
  const Place& place = *places_[endpoint];
  HttpRequest request{.url = place.http.prefix + "/" + what, .method = method};
  request.headers = {"Accept-Encoding: identity"};
  if (!options_.authorization.empty()) request.headers.push_back(options_.authorization);
  if (place.http.bucket) request.signer = &place.http.bucket->signer;
  request.once = true;
  request.limit_ms = options_.transfer_limit_s * 1000;
  return request;
}

// Those behind HTTP at once, and the folders after them.
std::vector<ChunkReply> ChunkEndpoints::ask(
    std::span<const size_t> which, const std::function<ChunkReply(size_t)>& in_dir,
    const std::function<HttpRequest(size_t)>& over_http,
    const std::function<ChunkReply(size_t, const Result<HttpResponse>&)>& judge) {
  std::vector<ChunkReply> replies(which.size());
  std::vector<HttpRequest> requests;
  std::vector<size_t> slots;
  for (size_t i = 0; i < which.size(); i++) {
    if (places_[which[i]]->dir) {
      replies[i] = in_dir(i);
    } else {
      requests.push_back(over_http(i));
      slots.push_back(i);
    }
  }
  const auto answers = client_->get(requests);
  for (size_t i = 0; i < slots.size(); i++) replies[slots[i]] = judge(slots[i], answers[i]);
  const auto& cancelled = options_.store.http.cancelled;
  if (cancelled && cancelled()) return replies;  // nobody's fault
  for (size_t i = 0; i < which.size(); i++) {
    note(which[i], replies[i].answer == ChunkAnswer::kUnreachable, replies[i].retry_after_s);
  }
  return replies;
}

// `more` are headers.
HttpRequest ChunkEndpoints::put_request(size_t endpoint, const Address& address, std::string_view bytes,
                                        std::vector<std::string> more, const std::string& receipt) const {
  HttpRequest out = request(endpoint, key_of(address), HttpMethod::kPut);
  out.content = bytes;
  out.headers.push_back("Content-Type: application/octet-stream");
  for (std::string& line : more) out.headers.push_back(std::move(line));
  const bool fits = out.signer == nullptr && !receipt.empty() && is_header_text(receipt);
  if (fits) out.headers.push_back("Chunk-Receipt: " + receipt);
  return out;
}

ChunkReply ChunkEndpoints::judge_put(size_t endpoint, const Result<HttpResponse>& answer) const {
  if (!answer) return no_answer(answer.error());
  const unsigned status = answer->status;
  ChunkReply reply{.answer = ChunkAnswer::kStored};
  if (status == 412) {
    reply.answer = ChunkAnswer::kThere;
  } else if (status != 200 && status != 201 && status != 204) {
    reply = other_answer(name(endpoint), *answer);
  }
  reply.status = status;
  reply.etag = answer->etag;
  return reply;
}

std::vector<ChunkReply> ChunkEndpoints::put(std::span<const size_t> which, const Address& address,
                                            std::string_view bytes, const std::string& receipt) {
  return ask(
      which, [&](size_t i) { return places_[which[i]]->dir->put(address, bytes, name(which[i])); },
      [&](size_t i) { return put_request(which[i], address, bytes, {kCreateOnly}, receipt); },
      [&](size_t i, const Result<HttpResponse>& answer) { return judge_put(which[i], answer); });
}

ChunkReply ChunkEndpoints::map(size_t endpoint, const Address& address, uint64_t size, const std::string& receipt) {
  return ask(
      {&endpoint, 1}, {},
      [&](size_t) {
        std::vector<std::string> more = mapping_headers(address, size);
        more.push_back(kCreateOnly);
        return put_request(endpoint, address, "", std::move(more), receipt);
      },
      [&](size_t, const Result<HttpResponse>& answer) { return judge_put(endpoint, answer); })[0];
}

ChunkReply ChunkEndpoints::replace(size_t endpoint, const Address& address, std::string_view bytes,
                                   const std::string& receipt) {
  return ask(
      {&endpoint, 1}, {}, [&](size_t) { return put_request(endpoint, address, bytes, {}, receipt); },
      [&](size_t, const Result<HttpResponse>& answer) { return judge_put(endpoint, answer); })[0];
}

// Of the answer to a HEAD.
ChunkReply ChunkEndpoints::judge_look(size_t endpoint, const Address& address, uint64_t size,
                                      const HttpResponse& answer) const {
  if (answer.status == 404 || answer.status == 410) return missing(name(endpoint));
  if (answer.status != 200) return other_answer(name(endpoint), answer);
  const auto named = options_.masters ? address_of_etag(answer.etag) : std::nullopt;
  const bool same = answer.length == size && (!named || *named == address);
  if (same) return {.answer = ChunkAnswer::kThere};
  ChunkReply reply = wrong(name(endpoint));
  reply.empty = answer.length == 0;
  return reply;
}

std::vector<ChunkReply> ChunkEndpoints::look(std::span<const size_t> which, const Address& address, uint64_t size) {
  const std::string key = key_of(address);
  return ask(
      which, [&](size_t i) { return places_[which[i]]->dir->look(address, size, name(which[i])); },
      [&](size_t i) { return request(which[i], key, HttpMethod::kHead); },
      [&](size_t i, const Result<HttpResponse>& answer) {
        if (!answer) return no_answer(answer.error());
        if (answer->status == 200 && !answer->length) {
          return failed(ChunkAnswer::kRefused, name(which[i]), "the server does not tell the length of the chunk");
        }
        return judge_look(which[i], address, size, *answer);
      });
}

std::vector<ChunkReply> ChunkEndpoints::read_back(std::span<const size_t> which, const Address& address,
                                                  uint64_t size) {
  const std::string key = key_of(address);
  std::vector<Blake3> hashes(which.size());
  std::vector<uint64_t> lengths(which.size());
  return ask(
      which, [&](size_t i) { return places_[which[i]]->dir->read_back(address, size, name(which[i])); },
      [&](size_t i) {
        HttpRequest out = request(which[i], key, HttpMethod::kGet);
        out.max_bytes = size;
        out.sink = [&hashes, &lengths, i](ByteView piece) {
          hashes[i].update(piece);
          lengths[i] += piece.size();
          return Status();
        };
        return out;
      },
      [&](size_t i, const Result<HttpResponse>& answer) {
        if (!answer && answer.error().code() == Errc::kMalformed) return wrong(name(which[i]));
        if (!answer) return no_answer(answer.error());
        if (answer->status == 404 || answer->status == 410) return missing(name(which[i]));
        if (answer->status != 200) return other_answer(name(which[i]), *answer);
        const bool same = lengths[i] == size && hashes[i].finish().bytes == address.bytes;
        return same ? ChunkReply{.answer = ChunkAnswer::kThere} : wrong(name(which[i]));
      });
}

Result<std::string> ChunkEndpoints::get(size_t endpoint, const Address& address, size_t max_bytes) {
  const auto of_other_bytes = [&] { return Error(Errc::kMalformed, name(endpoint) + ": has other bytes"); };
  std::string bytes;
  if (const auto& dir = places_[endpoint]->dir) {
    TRY(bytes, dir->get(address, max_bytes));
  } else {
    HttpRequest ask_it = request(endpoint, key_of(address), HttpMethod::kGet);
    ask_it.max_bytes = max_bytes;
    auto answer = std::move(client_->get({&ask_it, 1})[0]);
    if (answer && (answer->status == 404 || answer->status == 410)) {
      note(endpoint, false, 0);
      return Error(Errc::kNotFound, name(endpoint) + ": does not have the chunk");
    }
    const bool good = answer && answer->status == 200;
    if (!good) {
      const ChunkReply reply = answer ? other_answer(name(endpoint), *answer) : no_answer(answer.error());
      const bool cancelled = !answer && answer.error().code() == Errc::kBusy;
      if (!cancelled) note(endpoint, reply.answer == ChunkAnswer::kUnreachable, reply.retry_after_s);
      if (!answer) return std::move(answer).error();
      return Error(reply.answer == ChunkAnswer::kRefused ? Errc::kDenied : Errc::kNetwork, reply.reason);
    }
    note(endpoint, false, 0);
    bytes = std::move(answer->body);
  }
  if (address_of(as_bytes(bytes)) != address) return of_other_bytes();
  return bytes;
}

std::vector<QuoteReply> ChunkEndpoints::ask_prices(std::span<const size_t> which, const Address& address, uint64_t size,
                                                   uint64_t limit_ms) {
  const std::string question =
      Record::flat().text("address", hex_encode(address)).number("size", size).text("type", "chunk").line();
  std::vector<HttpRequest> requests;
  for (const size_t endpoint : which) {
    HttpRequest post = request(endpoint, "quote", HttpMethod::kGet);
    post.headers.clear();
    post.post = question;
    post.max_bytes = kMaxQuoteBytes;
    post.limit_ms = limit_ms;
    requests.push_back(std::move(post));
  }
  const auto answers = client_->get(requests);
  std::vector<QuoteReply> replies(which.size());
  for (size_t i = 0; i < which.size(); i++) {
    const auto& answer = answers[i];
    QuoteReply& reply = replies[i];
    const unsigned status = answer ? answer->status : 0;
    if (status == 404 || status == 405 || status == 501) {
      places_[which[i]]->no_quotes = true;
      continue;
    }
    if (status != 200) {
      const ChunkReply why = answer ? other_answer(name(which[i]), *answer) : no_answer(answer.error());
      reply.reason = why.reason;
      reply.passing = why.answer == ChunkAnswer::kUnreachable;
      reply.retry_after_s = why.retry_after_s;
    } else if (auto quote = parse_quote(answer->body, address, size); quote) {
      reply = *std::move(quote);
    } else {
      reply.reason = name(which[i]) + ": " + quote.error().message();
    }
    const bool interrupted = !answer && answer.error().code() == Errc::kBusy;
    if (!interrupted) note(which[i], reply.passing, reply.retry_after_s);
  }
  return replies;
}

std::vector<QuoteReply> ChunkEndpoints::quote(std::span<const size_t> which, const Address& address, uint64_t size) {
  const auto begin = Clock::now();
  std::vector<QuoteReply> replies(which.size());
  std::vector<size_t> priced;  // indices of `which`
  for (size_t i = 0; i < which.size(); i++) {
    const Place& place = *places_[which[i]];
    if (!place.dir && !place.no_quotes) priced.push_back(i);
  }
  std::vector<size_t> asked;
  for (const size_t i : priced) asked.push_back(which[i]);
  const uint64_t limit_ms = std::min(options_.quote_timeout_s, options_.quote_total_s) * 1000;
  auto prices = ask_prices(asked, address, size, limit_ms);
  for (size_t j = 0; j < priced.size(); j++) replies[priced[j]] = std::move(prices[j]);

  // The others say what they have, which is all that is to be known of them.
  std::vector<size_t> rest, rest_slots;
  for (size_t i = 0; i < which.size(); i++) {
    const Place& place = *places_[which[i]];
    if (!place.dir && !place.no_quotes) continue;
    rest.push_back(which[i]);
    rest_slots.push_back(i);
  }
  const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin).count();
  const uint64_t total_ms = options_.quote_total_s * 1000;
  const uint64_t left_ms = total_ms > static_cast<uint64_t>(spent) ? total_ms - static_cast<uint64_t>(spent) : 1;
  const std::string key = key_of(address);
  const auto looks = ask(
      rest, [&](size_t i) { return places_[rest[i]]->dir->look(address, size, name(rest[i])); },
      [&](size_t i) {
        HttpRequest head = request(rest[i], key, HttpMethod::kHead);
        head.limit_ms = std::min(limit_ms, left_ms);
        return head;
      },
      [&](size_t i, const Result<HttpResponse>& answer) {
        return answer ? judge_look(rest[i], address, size, *answer) : no_answer(answer.error());
      });
  for (size_t j = 0; j < rest.size(); j++) {
    QuoteReply& reply = replies[rest_slots[j]];
    const ChunkReply& look = looks[j];
    reply = {};
    if (look.answer == ChunkAnswer::kThere) {
      reply.kind = QuoteReply::Kind::kHas;
    } else if (look.answer == ChunkAnswer::kMissing) {
      reply.kind = QuoteReply::Kind::kQuote;
      reply.price = "0";
    } else {
      reply.reason = look.reason;
      reply.passing = look.answer == ChunkAnswer::kUnreachable;
      reply.retry_after_s = look.retry_after_s;
    }
  }
  return replies;
}

}  // namespace tlog
