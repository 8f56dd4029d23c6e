using System.Text;
using Compensation.Api.V1;
using Compensation.Ledger.Store;
using Compensation.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Shouldly;
using Xunit;
using Duration = NodaTime.Duration;

namespace Compensation.Api.Tests.Serving;

/// <summary>Keys of storefronts: made, used, rotated, revoked.</summary>
public sealed class KeyTests : IAsyncLifetime
{
    private const string Plan = """
        plan: Shop
        version: 1
        effective: 2026-01-01
        currency: EUR
        zone: Etc/UTC
        volumes: { PV: {} }
        bonuses:
          - unilevel: Team
            of: PV
            rate: [10%]
        """;

    private readonly ManualClock clock = new(Instant.FromUtc(2026, 2, 10, 12, 0));
    private ApiServer server = null!;
    private ApiClient admin = null!;

    public async Task InitializeAsync()
    {
        server = await ApiServer.StartAsync(clock, configure: options => options with
        {
            Api = options.Api with { CallsPerSecond = 1, CallsAtOnce = 20 },
        });
        await server.AddCompanyAsync(Plan, "seller,sponsor,enrolled\nA,,2026-01-01\n");
        admin = server.Person("ada", "admin");
        await admin.CallAsync<Storefront>("AdminService/CreateStorefront", new CreateStorefrontRequest { IdempotencyKey = "s", Name = "web" });
    }

    public async Task DisposeAsync()
    {
        admin.Dispose();
        await server.DisposeAsync();
    }

    private Task<CreateKeyResponse> CreateAsync(string key, Timestamp? expires = null) => admin.CallAsync<CreateKeyResponse>("AdminService/CreateKey",
        new CreateKeyRequest { IdempotencyKey = key, Storefront = "web", Note = "shop", Expires = expires });

    private async Task<StatusCode> UseAsync(string secret)
    {
        using var shop = new ApiClient(server.Address, $"Key {secret}");
        var request = new GetOrderRequest { Order = "none" };
        return (await Should.ThrowAsync<CallFailedException>(() => shop.CallAsync<Order>("StorefrontService/GetOrder", request))).Code;
    }

    [Fact]
    public async Task Key_IsTheStorefront_AndItsSecretIsNowhere()
    {
        var made = await CreateAsync("k1");
        var again = await CreateAsync("k1");

        // Whoever gets in is told that there is no such order.
        (await UseAsync(made.Secret)).ShouldBe(StatusCode.NotFound);
        (again.Secret, again.Key.Key_).ShouldBe(("", made.Key.Key_));
        made.Secret.ShouldStartWith(made.Key.Key_ + ".");
        var (id, almost) = (made.Key.Key_, made.Secret[..^2] + (made.Secret[^2] == 'A' ? 'B' : 'A') + made.Secret[^1]);
        foreach (var forged in new[] { almost, id, $"{id}.", "ck_1_9.x", "ck_01_1.x", "x", "" })
        {
            (await UseAsync(forged)).ShouldBe(StatusCode.Unauthenticated, forged);
        }

        await using var context = server.Database.CreateContext();
        var secret = made.Secret.Split('.')[1];
        (await context.Rows<StorefrontKeyRow>().SingleAsync()).Hash.Length.ShouldBe(32);
        (await context.Rows<RequestRow>().ToListAsync()).ShouldAllBe(row => !Encoding.UTF8.GetString(row.Answer).Contains(secret));
        (await context.Rows<AuditRow>().ToListAsync()).ShouldAllBe(row => !row.Body.Contains(secret));
        (await AuditLog.FindBreakAsync(context, 1)).ShouldBeNull();
    }

    [Fact]
    public async Task Key_ThatIsRotatedRevokedOrExpired_EndsInTime()
    {
        var old = await CreateAsync("k1");
        var rotated = await admin.CallAsync<CreateKeyResponse>("AdminService/RotateKey",
            new RotateKeyRequest { IdempotencyKey = "r", Key = old.Key.Key_, Overlap = Duration.FromHours(1).ToTimeSpan().ToDuration() });
        (await UseAsync(old.Secret)).ShouldBe(StatusCode.NotFound);
        (await UseAsync(rotated.Secret)).ShouldBe(StatusCode.NotFound);
        clock.Now += Duration.FromHours(1);
        (await UseAsync(old.Secret)).ShouldBe(StatusCode.Unauthenticated);
        (await UseAsync(rotated.Secret)).ShouldBe(StatusCode.NotFound);

        await admin.CallAsync<Key>("AdminService/RevokeKey", new RevokeKeyRequest { IdempotencyKey = "v", Key = rotated.Key.Key_, Reason = "leaked" });
        (await UseAsync(rotated.Secret)).ShouldBe(StatusCode.Unauthenticated);

        var brief = await CreateAsync("k2", Timestamp.FromDateTime((clock.Now + Duration.FromMinutes(5)).ToDateTimeUtc()));
        (await UseAsync(brief.Secret)).ShouldBe(StatusCode.NotFound);
        clock.Now += Duration.FromMinutes(5);
        (await UseAsync(brief.Secret)).ShouldBe(StatusCode.Unauthenticated);
        var keys = await admin.CallAsync<ListKeysResponse>("AdminService/ListKeys", new ListKeysRequest { Page = new PageRequest { PageSize = 2 } });
        keys.Keys.Select(key => key.Revoked is null).ShouldBe([false, false]);
        var rest = await admin.CallAsync<ListKeysResponse>("AdminService/ListKeys",
            new ListKeysRequest { Page = new PageRequest { PageSize = 2, PageToken = keys.NextPageToken } });
        (rest.Keys.Single().Key_, rest.NextPageToken).ShouldBe((brief.Key.Key_, ""));
    }

    [Fact]
    public async Task Calls_BeyondTheLimitOfAKey_AreToldToWait_AndOthersAreNot()
    {
        var (made, other) = (await CreateAsync("k1"), await CreateAsync("k2"));
        var codes = new List<StatusCode>();
        for (var i = 0; i < 40; i++)
        {
            codes.Add(await UseAsync(made.Secret));
        }

        // Twenty at once, and one more for each second that the test takes.
        codes.Take(20).ShouldAllBe(code => code == StatusCode.NotFound);
        codes.ShouldContain(StatusCode.ResourceExhausted);
        (await UseAsync(other.Secret)).ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task Settings_OfReferrals_AreCheckedAndVersioned()
    {
        UpdateSettingsRequest Change(string key, ReferralSettings referral, long version, params string[] paths)
        {
            return new UpdateSettingsRequest
            {
                IdempotencyKey = key,
                Settings = new Settings { Referral = referral },
                ExpectedVersion = version,
                Reason = "test",
                UpdateMask = new FieldMask { Paths = { paths } },
            };
        }

        Task<Settings> SetAsync(UpdateSettingsRequest request) => admin.CallAsync<Settings>("AdminService/UpdateSettings", request);
        async Task<CallFailedException> FailAsync(UpdateSettingsRequest request) => await Should.ThrowAsync<CallFailedException>(() => SetAsync(request));

        var half = new Share { Numerator = 1, Denominator = 2 };
        var first = await SetAsync(Change("a", new ReferralSettings { CustomerStays = true }, 0, "referral.customer_stays"));
        var second = await SetAsync(Change("b", new ReferralSettings { Shares = { half, half } }, 1, "referral.shares"));

        (first.Version, second.Version, second.Referral.CustomerStays, second.Referral.Shares.Count).ShouldBe((1, 2, true, 2));
        (await FailAsync(Change("c", new ReferralSettings { Shares = { half } }, 2, "referral.shares"))).Message.ShouldContain("do not sum to one");
        (await FailAsync(Change("d", new ReferralSettings(), 1, "referral.window"))).Code.ShouldBe(StatusCode.Aborted);
        (await FailAsync(Change("e", new ReferralSettings(), 2, "version"))).Code.ShouldBe(StatusCode.InvalidArgument);
        (await FailAsync(Change("f", new ReferralSettings(), 2))).Code.ShouldBe(StatusCode.InvalidArgument);
        (await admin.CallAsync<Settings>("AdminService/GetSettings", new GetSettingsRequest())).Version.ShouldBe(2);
    }
}
