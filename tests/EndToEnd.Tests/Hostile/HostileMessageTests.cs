using System.Buffers.Binary;
using System.Globalization;
using Compensation.EndToEnd.Tests.Running;
using Google.Protobuf;
using Grpc.Core;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Compensation.EndToEnd.Tests.Hostile;

/// <summary>Every call, by every role of two programmes, with messages that chance has made and broken.</summary>
[Trait("Category", "Fuzz")]
public sealed class HostileMessageTests(ITestOutputHelper output)
{
    private const int AtOnce = 4;
    private const int MostTold = 12;
    private const int LargestRequest = 4 * 1024 * 1024;

    private static readonly int Messages = int.Parse(Environment.GetEnvironmentVariable("COMPENSATION_FUZZ") ?? "1000", CultureInfo.InvariantCulture);

    /// <summary>What our gRPC says of a request that is none, as gRPC's own table of statuses wants it: INTERNAL.</summary>
    private static readonly string[] OfTheProtocol =
    [
        "The request is no ", "The request says ", "A message begins with ", "The request ends within ", "The request has ", "A message is compressed",
        "some-bin: ",
    ];

    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["seller"] = ["ANNA", "BERT", "CARA", "XENIA", ""],
        ["sponsor"] = ["ANNA", "XENIA"],
        ["parent"] = ["ANNA", "XENIA"],
        ["source"] = ["CARA"],
        ["referrer"] = ["BERT"],
        ["period"] = ["2026-01", "2026-02", "2026-11"],
        ["periods"] = ["2026-01", "2026-02"],
        ["order"] = ["JAN-1", "F-1", "F-2"],
        ["bonus"] = ["Team", "Rebate"],
        ["rank"] = ["Silver", "Gold"],
        ["field"] = ["PV", "paid in"],
        ["tree"] = ["enrolment", "sponsor"],
        ["currency"] = ["EUR", "GBP"],
        ["storefront"] = ["web", "shop"],
        ["paths"] = ["name", "iban", "referral", "referral.window", "debtor", "person.name", "*"],
        ["text"] = [LifeCompany.Plan, LifeCompany.Plan.Replace("10%", "11%", StringComparison.Ordinal), "EUR"],
    };

    [Fact]
    public async Task EveryCall_WithMessagesMadeAndBrokenByChance_IsAnsweredAndTellsNobodyElse()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}, {Messages} messages");
        await using var company = await HostileCompany.StartAsync();
        (string Authorization, bool IsOther)[] callers =
        [
            .. company.Callers(LifeCompany.Programme, "BERT").Select(caller => (caller, false)),
            .. company.Callers(LifeCompany.OtherProgramme, "XENIA").Select(caller => (caller, true)),
            (company.Issuer.Bearer("admin", "root", null), true),
        ];
        var complaints = new List<string>();
        var statuses = new Dictionary<string, int>();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async worker =>
        {
            using var client = new WireClient(company.Program.Address);
            for (var number = worker; number < Messages; number += AtOnce)
            {
                // Each message by a chance of its own, so that one alone can be sent again.
                var random = new Random(HashCode.Combine(seed, number));
                var call = ApiCall.All[number % ApiCall.All.Count];
                var (body, headers) = BodyOf(random, call);
                var (answer, isOther) = await SendAsync(client, call, callers, random, body, headers);
                lock (statuses)
                {
                    if (WrongIn(answer, call, isOther) is { } wrong)
                    {
                        complaints.Add($"seed {seed}, message {number}: {call}: {wrong} {Convert.ToHexString(body.AsSpan(0, Math.Min(body.Length, 200)))}");
                    }

                    statuses[$"{answer.Code}"] = statuses.GetValueOrDefault($"{answer.Code}") + 1;
                }
            }
        }));

        output.WriteLine(string.Join(", ", statuses.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value}")));
        complaints.Take(MostTold).ShouldBeEmpty(string.Join('\n', company.Program.Lines.TakeLast(MostTold)));
        await company.CheckAsync();
        statuses.ShouldContainKey(nameof(StatusCode.OK));
        statuses.ShouldContainKey(nameof(StatusCode.InvalidArgument));
    }

    /// <summary>Sends a message as one caller after the other, until one may.</summary>
    private static async Task<(WireAnswer Answer, bool IsOther)> SendAsync(WireClient client, ApiCall call,
        (string Authorization, bool IsOther)[] callers, Random random, byte[] body, (string Name, string Value)[] headers)
    {
        var first = random.Next(callers.Length);
        for (var next = 0; ; next++)
        {
            var (authorization, isOther) = callers[(first + next) % callers.Length];
            var answer = await client.SendAsync(call, authorization, body, headers);
            if (answer.Code != StatusCode.PermissionDenied || next == callers.Length - 1)
            {
                return (answer, isOther);
            }
        }
    }

    /// <summary>What is wrong with an answer; null for nothing.</summary>
    private static string? WrongIn(WireAnswer answer, ApiCall call, bool isOther) => answer switch
    {
        { Code: StatusCode.Internal } when OfTheProtocol.Any(words => answer.Message.StartsWith(words, StringComparison.Ordinal)) => null,
        { Code: StatusCode.Internal or StatusCode.Unknown or StatusCode.DataLoss or StatusCode.Unavailable } => $"{answer.Code} {answer.Message}",
        { Code: null } when !call.IsStream => $"no answer: {answer.Message}",
        _ when isOther && answer.Told.Contains(HostileCompany.Secret, StringComparison.Ordinal) => $"tells {answer.Told}",
        _ => null,
    };

    /// <summary>One message as a rule, some bytes of it broken now and then, and now and then not even a message.</summary>
    private static (byte[] Body, (string Name, string Value)[] Headers) BodyOf(Random random, ApiCall call)
    {
        var messages = new RandomMessages(random, Known);
        var body = Enumerable.Range(0, call.Descriptor.IsClientStreaming ? random.Next(1, 30) : 1).SelectMany(_ =>
        {
            var bytes = messages.Make(call.Descriptor.InputType).ToByteArray();
            return Frame(random.Next(4) == 0 ? messages.Break(bytes) : bytes, 0);
        }).ToArray();
        return random.Next(60) switch
        {
            0 => (body[..random.Next(body.Length)], []),
            1 => ([.. body, .. body], []),
            2 => (Frame([1, 2, 3], (byte)random.Next(1, 256)), []),
            3 => (Frame([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3], 1), [("grpc-encoding", "gzip")]),
            4 => ([0, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3], []),
            5 => (Frame(new byte[LargestRequest + random.Next(2)], 0), []),
            6 => (body, [("grpc-timeout", "1n")]),
            7 => (body, [("some-bin", "!"), ("grpc-encoding", "br")]),
            _ => (body, []),
        };
    }

    private static byte[] Frame(byte[] message, byte flag)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }
}
