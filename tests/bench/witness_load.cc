// How many requests a second a witness answers, and how long each takes: many clients, each with one connection, each
// of which asks again as soon as it has its answer. The requests are made and signed before the clock starts.
//
//   witness_load policy LOGS                          the policy with the keys of that many logs
//   witness_load load PORT CLIENTS LOGS REQUESTS      REQUESTS for each client, at 127.0.0.1
//
// With as many logs as clients, each client's log grows by an entry with each request. With one log and many clients,
// all ask for its checkpoint of one entry again and again.

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "libcore/base/number.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/crypto/sha256.h"
#include "libcore/os/file.h"
#include "libcore/proof/witness_request.h"
#include "tests/unit/merkle/oracle.h"

namespace {

using tlog::format_witness_request;
using tlog::TreeSize;
using Clock = std::chrono::steady_clock;

[[noreturn]] void die(const std::string& what) {
  fmt::print(stderr, "witness_load: {}\n", what);
  std::exit(70);
}

tlog::SigningKey key_of(uint64_t log) {
  tlog::SigningKey key{fmt::format("bench.example/log{}", log), tlog::KeyType::kLog, {}};
  key.seed.bytes = tlog::sha256(tlog::as_bytes(key.name)).bytes;
  return key;
}

void print_policy(uint64_t logs) {
  for (uint64_t log = 0; log < logs; log++) fmt::print("log {}\n", key_of(log).verifier().vkey());
  fmt::print("quorum none\n");
}

std::string http_request(const std::string& body) {
  return fmt::format("POST /add-checkpoint HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{}", body.size(),
                     body);
}

std::string checkpoint_of(tlog::testing::PlainTree& tree, uint64_t size, const tlog::SigningKey& key) {
  return sign_checkpoint({key.name, TreeSize{size}, tree.root(0, size), {}}, key);
}

struct Client {
  tlog::Fd fd;
  std::vector<std::string> requests;
  size_t next = 0;
  std::string answer;
  Clock::time_point asked;
};

void connect_to(Client& client, uint16_t port) {
  client.fd = tlog::Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  (void)::setsockopt(client.fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(client.fd.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) die("cannot connect");
}

// False when there is nothing left to ask.
bool ask(Client& client) {
  if (client.next == client.requests.size()) return false;
  const std::string& request = client.requests[client.next++];
  client.answer.clear();
  client.asked = Clock::now();
  if (::send(client.fd.get(), request.data(), request.size(), MSG_NOSIGNAL) != ssize_t(request.size()))
    die("cannot send");
  return true;
}

// The status, when the answer is whole; else 0.
uint64_t read_answer(Client& client) {
  char buffer[4096];
  const ssize_t n = ::recv(client.fd.get(), buffer, sizeof buffer, 0);
  if (n <= 0) die("the server closed a connection");
  client.answer.append(buffer, size_t(n));
  const size_t head = client.answer.find("\r\n\r\n");
  if (head == std::string::npos) return 0;
  constexpr std::string_view kLength = "Content-Length: ";
  const size_t at = client.answer.find(kLength);
  if (at == std::string::npos || at > head) die("an answer without its length");
  const size_t from = at + kLength.size();
  const auto length = tlog::parse_u64(client.answer.substr(from, client.answer.find('\r', from) - from));
  if (!length) die("an answer without its length");
  if (client.answer.size() < head + 4 + *length) return 0;
  return tlog::parse_u64(client.answer.substr(9, 3)).value_or(0);
}

std::vector<Client> make_clients(uint64_t clients, uint64_t logs, uint64_t requests) {
  std::vector<Client> all(clients);
  tlog::testing::PlainTree tree(tlog::testing::byte_leaves(requests + 1));
  for (uint64_t i = 0; i < clients; i++) {
    const tlog::SigningKey key = key_of(i % logs);
    std::string same;
    for (uint64_t n = 0; n < requests; n++) {
      if (logs < clients) {
        if (same.empty()) same = http_request(format_witness_request({TreeSize{1}, {}, checkpoint_of(tree, 1, key)}));
        all[i].requests.push_back(same);
      } else {
        const std::string checkpoint = checkpoint_of(tree, n + 1, key);
        const auto proof = n == 0 ? std::vector<tlog::Hash>() : tree.proof(n, 0, n + 1);
        all[i].requests.push_back(http_request(format_witness_request({TreeSize{n}, proof, checkpoint})));
      }
    }
  }
  return all;
}

// Each log's first checkpoint, where all the requests are for it.
void bootstrap(uint16_t port, uint64_t logs) {
  tlog::testing::PlainTree tree(tlog::testing::byte_leaves(1));
  for (uint64_t log = 0; log < logs; log++) {
    Client client;
    client.requests.push_back(
        http_request(format_witness_request({TreeSize{0}, {}, checkpoint_of(tree, 1, key_of(log))})));
    connect_to(client, port);
    ask(client);
    uint64_t status = 0;
    while (status == 0) status = read_answer(client);
    if (status != 200) die(fmt::format("the first request: {}", status));
  }
}

void load(uint16_t port, uint64_t clients, uint64_t logs, uint64_t requests) {
  std::vector<Client> all = make_clients(clients, logs, requests);
  if (logs < clients) bootstrap(port, logs);
  const tlog::Fd epoll(::epoll_create1(EPOLL_CLOEXEC));
  for (size_t i = 0; i < all.size(); i++) {
    connect_to(all[i], port);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    if (::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, all[i].fd.get(), &event) != 0) die("epoll");
  }
  std::vector<double> milliseconds;
  std::map<uint64_t, uint64_t> statuses;
  const auto start = Clock::now();
  size_t asking = 0;
  for (Client& client : all) asking += ask(client);
  while (asking > 0) {
    epoll_event events[64];
    const int ready = ::epoll_wait(epoll.get(), events, 64, -1);
    for (int i = 0; i < ready; i++) {
      Client& client = all[events[i].data.u64];
      const uint64_t status = read_answer(client);
      if (status == 0) continue;
      milliseconds.push_back(std::chrono::duration<double, std::milli>(Clock::now() - client.asked).count());
      statuses[status]++;
      if (!ask(client)) asking--;
    }
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  std::sort(milliseconds.begin(), milliseconds.end());
  const auto at = [&](double share) { return milliseconds[size_t(share * double(milliseconds.size() - 1))]; };
  fmt::print(
      "{{\"type\":\"bench\",\"clients\":{},\"logs\":{},\"requests\":{},\"cosigned\":{},\"seconds\":{:.3f},"
      "\"cosigned_per_second\":{:.0f},\"p50_ms\":{:.2f},\"p99_ms\":{:.2f}}}\n",
      clients, logs, milliseconds.size(), statuses[200], seconds, double(statuses[200]) / seconds, at(0.5), at(0.99));
  if (statuses[200] != milliseconds.size()) die("not all were cosigned");
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  const auto number = [&](size_t i) {
    const auto value = tlog::parse_u64(words[i], 1'000'000);
    if (!value) die("not a number: " + words[i]);
    return *value;
  };
  if (words.size() == 2 && words[0] == "policy") {
    print_policy(number(1));
  } else if (words.size() == 5 && words[0] == "load") {
    load(static_cast<uint16_t>(number(1)), number(2), number(3), number(4));
  } else {
    die("policy LOGS, or load PORT CLIENTS LOGS REQUESTS");
  }
}
