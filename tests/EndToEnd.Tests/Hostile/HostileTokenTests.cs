using System.Security.Cryptography;
using System.Text;
using Compensation.EndToEnd.Tests.Running;
using Grpc.Core;
using Microsoft.IdentityModel.Tokens;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Compensation.EndToEnd.Tests.Hostile;

/// <summary>Every call, with tokens that are wrong, expired, forged, or broken by chance.</summary>
[Trait("Category", "Fuzz")]
public sealed class HostileTokenTests(ITestOutputHelper output)
{
    private const int Broken = 300;
    private static readonly byte[] NoMessage = new byte[5];

    [Fact]
    public async Task EveryCall_WithATokenThatIsNotGood_IsUnauthenticated()
    {
        await using var company = await HostileCompany.StartAsync();
        using var client = new WireClient(company.Program.Address);
        var good = ApiCall.All.Single(call => call.Descriptor.Name == "ListKeys");
        (await client.SendAsync(good, company.Issuer.Bearer("admin", "ada", LifeCompany.Programme), NoMessage)).Code.ShouldBe(StatusCode.OK, "the control");

        foreach (var (what, authorization) in Forged(company.Issuer))
        {
            foreach (var call in ApiCall.All)
            {
                var answer = await client.SendAsync(call, authorization, NoMessage);
                answer.Code.ShouldBe(StatusCode.Unauthenticated, $"{what}: {call}: {answer.Message}");
            }
        }

        await company.CheckAsync();
    }

    [Fact]
    public async Task Tokens_BrokenByChance_AreUnauthenticated()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var company = await HostileCompany.StartAsync();
        using var client = new WireClient(company.Program.Address);
        for (var count = 0; count < Broken; count++)
        {
            var token = new StringBuilder(company.Issuer.Bearer("admin", "ada", LifeCompany.Programme));
            // The last character has bits that stand for nothing.
            for (var times = random.Next(1, 4); times > 0; times--)
            {
                var at = random.Next("Bearer ".Length, token.Length - 1);
                token[at] = token[at] == 'A' ? 'B' : 'A';
            }

            if (random.Next(4) == 0)
            {
                token.Length = random.Next(token.Length);
            }

            var call = ApiCall.All[random.Next(ApiCall.All.Count)];
            var answer = await client.SendAsync(call, $"{token}", NoMessage);
            answer.Code.ShouldBe(StatusCode.Unauthenticated, $"seed {seed}, {call}: {token}");
        }

        await company.CheckAsync();
    }

    [Fact]
    public async Task Tokens_OfOursWithStrangeClaims_NeverFailUnexpectedly()
    {
        await using var company = await HostileCompany.StartAsync();
        using var client = new WireClient(company.Program.Address);
        object[] strange =
        [
            "", " ", "admin ", "ADMIN", "life\0", new string('x', 5_000), 7, -1L, 1e300, true, new[] { "admin", "seller" }, Array.Empty<string>(),
            new Dictionary<string, object> { ["a"] = 1 }, new[] { 1, 2 }, "ä", "~2",
        ];
        foreach (var name in new[] { "sub", "roles", "programme", "seller", "storefront" })
        {
            foreach (var value in strange)
            {
                var claims = new Dictionary<string, object>
                {
                    ["sub"] = "ada",
                    ["roles"] = "seller",
                    ["programme"] = LifeCompany.OtherProgramme,
                    ["seller"] = "BERT",
                    ["storefront"] = "web",
                    [name] = value,
                };
                foreach (var call in ApiCall.All.Where(call => call.Descriptor.Name is "GetProfile" or "ListKeys" or "GetStatement" or "PlaceOrder"))
                {
                    var answer = await client.SendAsync(call, $"Bearer {company.Issuer.Sign(claims)}", NoMessage);
                    new StatusCode?[] { StatusCode.Internal, StatusCode.Unknown, StatusCode.Unavailable, null }
                        .ShouldNotContain(answer.Code, $"{name} is {value}: {call}: {answer.Message}");
                    answer.Told.ShouldNotContain(HostileCompany.Secret);
                }
            }
        }

        await company.CheckAsync();
    }

    private static IEnumerable<(string What, string Authorization)> Forged(TokenIssuer issuer)
    {
        var claims = new Dictionary<string, object> { ["sub"] = "ada", ["roles"] = "admin", ["programme"] = LifeCompany.Programme };
        var good = issuer.Sign(claims);
        var parts = good.Split('.');
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var theirs = new SigningCredentials(new ECDsaSecurityKey(other), SecurityAlgorithms.EcdsaSha256);
        // The public key is no secret: whoever took it for one would take this.
        var confused = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(issuer.PublicKey)), SecurityAlgorithms.HmacSha256);
        static string Encode(string json) => Base64UrlEncoder.Encode(json);
        yield return ("none", "");
        yield return ("no token", "Bearer ");
        yield return ("another scheme", "Basic YWRhOmFkYQ==");
        yield return ("a key that there is not", "Key ck_1_1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        yield return ("no signature", $"Bearer {parts[0]}.{parts[1]}.");
        yield return ("alg none", $"Bearer {Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.");
        yield return ("alg nOnE", $"Bearer {Encode("""{"alg":"nOnE","typ":"JWT"}""")}.{parts[1]}.{parts[2]}");
        yield return ("another's claims", $"Bearer {parts[0]}.{Encode("""{"sub":"ada","roles":"admin","programme":"life"}""")}.{parts[2]}");
        yield return ("another's key", $"Bearer {issuer.Sign(claims, by: theirs)}");
        yield return ("our public key as a secret", $"Bearer {issuer.Sign(claims, by: confused)}");
        yield return ("another issuer", $"Bearer {issuer.Sign(claims, issuer: "https://issuer.example.org")}");
        yield return ("another audience", $"Bearer {issuer.Sign(claims, audience: "elsewhere")}");
        yield return ("expired", $"Bearer {issuer.Sign(claims, lifetime: TimeSpan.FromMinutes(-5))}");
        yield return ("another programme than there is", $"Bearer {issuer.Sign(new(claims) { ["programme"] = "nowhere" })}");
        yield return ("nobody", $"Bearer {issuer.Sign(new(claims) { ["sub"] = "" })}");
    }
}
