using Compensation.Api.V1;
using Compensation.Testing;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Serving;

/// <summary>Who comes in, and who does not.</summary>
public sealed class AdmissionTests : IAsyncLifetime
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

    private ApiServer server = null!;

    public async Task InitializeAsync()
    {
        server = await ApiServer.StartAsync();
        await server.AddCompanyAsync(Plan, "seller,sponsor,enrolled\nA,,2026-01-01\n");
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("compensation.v1.SellerService")]
    [InlineData("liveness")]
    public async Task Health_NeedsNoToken(string service)
    {
        using var client = server.Nobody();

        var health = await client.CallAsync<HealthCheckResponse>("grpc.health.v1.Health/Check", new HealthCheckRequest { Service = service });

        health.Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer x")]
    [InlineData("Basic YTpi")]
    public async Task Call_WithoutAGoodToken_IsUnauthenticated(string? authorization)
    {
        using var client = new ApiClient(server.Address, authorization);

        (await FailAsync(client, "SellerService/GetProfile")).Code.ShouldBe(StatusCode.Unauthenticated);
    }

    private static string Make(byte[] key, string issuer, string audience, DateTime expires) =>
        new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Expires = expires,
            NotBefore = expires.AddHours(-1),
            IssuedAt = expires.AddHours(-1),
            Claims = new Dictionary<string, object> { ["sub"] = "ada", ["roles"] = "admin", ["programme"] = "company" },
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(key), SecurityAlgorithms.HmacSha256),
        });

    [Fact]
    public async Task Call_WithATokenThatWasGoodAMomentAgo_IsDeniedOnceItHasExpired()
    {
        var clock = new ManualClock(Instant.FromUtc(2026, 2, 10, 12, 0));
        await using var own = await ApiServer.StartAsync(clock);
        await own.Database.AddProgrammeAsync("company");
        // Issuer's and our clock may differ by 30 s, so it is good for two more.
        var token = Make(own.Issuer.Key.Key, "compensation-development", "compensation", clock.Now.Minus(Duration.FromSeconds(28)).ToDateTimeUtc());
        using var client = new ApiClient(own.Address, $"Bearer {token}");
        (await FailAsync(client, "AdminService/RevokeKey")).Code.ShouldBe(StatusCode.InvalidArgument);
        (await FailAsync(client, "AdminService/RevokeKey")).Code.ShouldBe(StatusCode.InvalidArgument);

        clock.Now += Duration.FromSeconds(3);

        (await FailAsync(client, "AdminService/RevokeKey")).Code.ShouldBe(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task Call_WithAForgedOrExpiredToken_IsUnauthenticated()
    {
        var ours = server.Issuer.Issue("ada", ["admin"], "company");
        var (good, other) = (server.Issuer.Key.Key, new byte[32]);
        var later = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(30);
        var parts = ours.Split('.');
        var unsigned = $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.";

        using (var control = new ApiClient(server.Address, $"Bearer {Make(good, "compensation-development", "compensation", later)}"))
        {
            (await FailAsync(control, "AdminService/RevokeKey")).Code.ShouldBe(StatusCode.InvalidArgument);
        }

        foreach (var token in new[]
        {
            Make(other, "compensation-development", "compensation", later), Make(good, "somebody", "compensation", later),
            Make(good, "compensation-development", "elsewhere", later), Make(good, "compensation-development", "compensation", later.AddHours(-2)), unsigned,
            $"{parts[0]}.{Base64UrlEncoder.Encode("""{"sub":"ada","roles":["admin"],"programme":"company"}""")}.{parts[2]}",
        })
        {
            using var client = new ApiClient(server.Address, $"Bearer {token}");
            (await FailAsync(client, "AdminService/RevokeKey")).Code.ShouldBe(StatusCode.Unauthenticated, token);
        }
    }

    [Fact]
    public async Task Call_OfAnotherRole_IsDenied()
    {
        using var shop = server.Shop();
        using var finance = server.Person("fin", "finance");

        (await FailAsync(shop, "FinanceService/ClosePeriod")).Reason.ShouldBe("ROLE_MISSING");
        (await FailAsync(finance, "FinanceService/ApprovePeriod")).Code.ShouldBe(StatusCode.PermissionDenied);
        (await FailAsync(finance, "StorefrontService/PlaceOrder")).Code.ShouldBe(StatusCode.PermissionDenied);
    }

    [Fact]
    public async Task Call_OfAnUnknownProgrammeOrNone_GoesNowhere()
    {
        using var stranger = server.Person("ada", "admin", "elsewhere");
        using var root = server.Person("root", "admin", programme: null);

        (await FailAsync(stranger, "AdminService/ListKeys")).Code.ShouldBe(StatusCode.Unauthenticated);
        (await FailAsync(root, "AdminService/ListKeys")).Reason.ShouldBe("NO_PROGRAMME");
    }

    private static Task<CallFailedException> FailAsync(ApiClient client, string method) =>
        Should.ThrowAsync<CallFailedException>(() => client.CallAsync<Profile>(method, new GetProfileRequest()));
}
