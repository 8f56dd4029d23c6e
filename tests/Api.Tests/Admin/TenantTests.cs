using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Compensation.Api.Shared.Access;
using Compensation.Api.V1;
using Compensation.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Admin;

/// <summary>Every call by every role that may make it, with what belongs to another programme or another seller; both programmes have something of everything.
/// </summary>
public sealed partial class TenantTests : IAsyncLifetime
{
    private const string Ours = "aq";
    // Long enough that no random key, hash or packed file holds it by chance.
    private const string Theirs = "zqpried";

    private static readonly (CallerRoles Role, string Word)[] Roles =
    [
        (CallerRoles.Storefront, "storefront"), (CallerRoles.Finance, "finance"), (CallerRoles.FinanceApprover, "finance-approver"),
        (CallerRoles.Seller, "seller"), (CallerRoles.Support, "support"), (CallerRoles.Admin, "admin"),
    ];

    private static readonly string[] Calls =
        [.. CompensationApi.Services.SelectMany(service => service.Methods.Select(method => $"{service.Name}/{method.Name}"))];

    private readonly string keys = Path.GetTempFileName();
    private ApiServer server = null!;
    private Tenant ours = null!;
    private Tenant theirs = null!;
    private string open = "";
    private string tree = "";
    private int requests;

    /// <summary>The ledger's address; a new SQLite file where there is none.</summary>
    private string? Ledger { get; init; }

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(keys, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        server = await ApiServer.StartAsync(ledger: Ledger, configure: options => options with { Api = options.Api with { PersonKeys = keys } });
        ours = await Tenant.AddAsync(server, "ours", Ours, rounds: 1);
        theirs = await Tenant.AddAsync(server, "theirs", Theirs, rounds: 2);
        using var admin = ours.Person("ada", "admin");
        tree = (await admin.CallAsync<Profile>("SellerService/GetProfile", new GetProfileRequest { Seller = $"{Ours}C" })).Places[0].Tree;
        var now = server.Database.Clock.GetCurrentInstant().ToDateTimeUtc();
        open = $"{now:yyyy-MM}";
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        File.Delete(keys);
    }

    [Fact]
    public async Task EveryCall_OfEveryRole_WithIdsOfAnotherProgramme_FindsNothingOfIt()
    {
        var (hidden, answered, found) = (0, 0, new List<string>());
        foreach (var call in Calls)
        {
            foreach (var (role, word) in Roles.Where(role => AccessTable.Find($"/compensation.v1.{call}")!.Roles.HasFlag(role.Role)))
            {
                using var client = ours.Person($"{word}-prying", word, role == CallerRoles.Seller ? $"{Ours}B" : null);
                foreach (var (request, isHidden) in Prying.Requests(call, Theirs, theirs.KeyId, open, tree))
                {
                    var (code, answer) = await AskAsync(client, call, request);
                    (hidden, answered) = (hidden + (isHidden ? 1 : 0), answered + 1);
                    if ((isHidden && code is not (StatusCode.NotFound or StatusCode.PermissionDenied))
                        || Without(answer, request).Contains(Theirs, StringComparison.OrdinalIgnoreCase))
                    {
                        found.Add($"{word} calls {call} with {request}: {code} {answer}");
                    }
                }
            }
        }

        found.ShouldBeEmpty();
        hidden.ShouldBeGreaterThan(100);
        answered.ShouldBeGreaterThan(200);
        await NothingHasChangedAsync();
    }

    [PostgreSqlFact]
    public async Task EveryCall_OfEveryRole_OnPostgreSql_FindsNothingEither()
    {
        var other = new TenantTests { Ledger = "postgresql:" + PostgreSqlServer.Shared.CreateDatabase() };
        await other.InitializeAsync();
        await other.EveryCall_OfEveryRole_WithIdsOfAnotherProgramme_FindsNothingOfIt();
        await other.EveryList_OfTheProgrammeItself_ShowsWhatTheOthersMustNotFind();
        await other.DisposeAsync();
    }

    [Fact]
    public async Task EveryList_OfTheProgrammeItself_ShowsWhatTheOthersMustNotFind()
    {
        using var admin = theirs.Person("ada", "admin");
        foreach (var (call, request) in new (string, IMessage)[]
        {
            ("FinanceService/ListPayouts", new ListPayoutsRequest { Period = Tenant.January }),
            ("FinanceService/GetPlanVersion", new GetPlanVersionRequest { Version = 2 }),
            ("FinanceService/ListDisputes", new ListDisputesRequest()), ("AdminService/ListStorefronts", new ListStorefrontsRequest()),
            ("AdminService/ListKeys", new ListKeysRequest()), ("AdminService/ListRoles", new ListRolesRequest()),
            ("AdminService/ListMoves", new ListMovesRequest()), ("AdminService/ListAuditLog", new ListAuditLogRequest()),
            ("SellerService/GetPerson", new GetPersonRequest { Seller = $"{Theirs}C" }),
            ("SellerService/GetStatement", new GetStatementRequest { Seller = $"{Theirs}B", Period = Tenant.January }),
            ("StorefrontService/ExplainCredit", new ExplainCreditRequest { Order = $"{Theirs}N1" }),
        })
        {
            var (code, answer) = await AskAsync(admin, call, request);

            code.ShouldBe(StatusCode.OK, $"{call}: {answer}");
            Without(answer, request).ShouldContain(Theirs, Case.Insensitive, call);
        }
    }

    /// <summary>B stands below A and above C; D stands beside B, and X nowhere.</summary>
    [Fact]
    public async Task EveryCallOfSellers_AboutSomebodyElse_IsDenied()
    {
        using var middle = ours.Person("middle", "seller", $"{Ours}B");
        foreach (var call in Calls.Where(call => call.StartsWith("SellerService/", StringComparison.Ordinal)))
        {
            var name = call.Split('/')[1];
            foreach (var other in new[] { "A", "C", "D", "X" }.Where(other => name is not ("GetProfile" or "ListDownline") || other != "C"))
            {
                var (code, answer) = await AskAsync(middle, call, Prying.Seller(name, $"{Ours}{other}"));
                code.ShouldBeOneOf([StatusCode.PermissionDenied, StatusCode.NotFound], $"{call} about {other}: {answer}");
            }
        }

        foreach (var (call, request) in new (string, IMessage)[]
        {
            ("SellerService/GetDispute", new GetDisputeRequest { Dispute = 1 }),
            ("SellerService/AddToDispute", new AddToDisputeRequest { Dispute = 1, Text = "why" }),
            ("SellerService/WatchDispute", new WatchDisputeRequest { Dispute = 1 }),
        })
        {
            (await AskAsync(middle, call, request)).Code.ShouldBe(StatusCode.NotFound, call);
        }

        var (_, found) = await AskAsync(middle, "SellerService/SearchDownline", new SearchDownlineRequest { Query = Ours });
        found.ShouldContain($"{Ours}C");
        found.ShouldNotContain($"{Ours}D");
        found.ShouldNotContain($"{Ours}A");
    }

    /// <summary>What the prying has tried to change is as it was.</summary>
    private async Task NothingHasChangedAsync()
    {
        using var admin = theirs.Person("ada", "admin");
        (await admin.CallAsync<ListKeysResponse>("AdminService/ListKeys", new ListKeysRequest())).Keys.Single().Revoked.ShouldBeNull();
        (await admin.CallAsync<ListRolesResponse>("AdminService/ListRoles", new ListRolesRequest())).Roles.Single().Revoked.ShouldBeNull();
        (await admin.CallAsync<ListMovesResponse>("AdminService/ListMoves", new ListMovesRequest())).Moves.Single().Status.ShouldBe(MoveStatus.Proposed);
        (await admin.CallAsync<Person>("SellerService/GetPerson", new GetPersonRequest { Seller = $"{Theirs}C" })).Name.ShouldBe($"{Theirs}name");
        var log = await admin.CallAsync<ListAuditLogResponse>("AdminService/ListAuditLog", new ListAuditLogRequest());
        log.Entries.ShouldAllBe(entry => entry.Who == "calculation" || entry.Who.StartsWith(Theirs));
        foreach (var tenant in new[] { ours, theirs })
        {
            using var own = tenant.Person("ada", "admin");
            (await own.CallAsync<VerifyAuditLogResponse>("AdminService/VerifyAuditLog", new VerifyAuditLogRequest())).BrokenAt.ShouldBe(0);
        }
    }

    /// <summary>Makes a call, and takes all that comes back: of what is followed, the first message.</summary>
    private async Task<(StatusCode Code, string Answer)> AskAsync(ApiClient client, string call, IMessage request)
    {
        if (request.Descriptor.FindFieldByName("idempotency_key") is { } key)
        {
            key.Accessor.SetValue(request, $"request-{++requests}");
        }

        var answer = new StringBuilder();
        try
        {
            await foreach (var message in client.StreamAsync<Empty>(call, request))
            {
                answer.Append(TextOf(message));
                if (call.Contains("/Watch", StringComparison.Ordinal))
                {
                    break;
                }
            }

            return (StatusCode.OK, answer.ToString());
        }
        catch (CallFailedException failure)
        {
            return (failure.Code, answer.Append(TextOf(failure.Status)).ToString());
        }
    }

    private static string TextOf(IMessage message) => Encoding.Latin1.GetString(message.ToByteArray());

    /// <summary>An answer without what the request itself has named: errors repeat it.</summary>
    private static string Without(string answer, IMessage request) => Marked().Matches(JsonFormatter.Default.Format(request))
        .Aggregate(answer, (left, name) => Regex.Replace(left, $"{name.Value}(?![A-Za-z0-9])", ""));

    [GeneratedRegex("zq[A-Za-z0-9]*")]
    private static partial Regex Marked();
}
