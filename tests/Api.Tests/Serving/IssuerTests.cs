using System.Security.Cryptography;
using Compensation.Api.V1;
using Compensation.Testing;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Serving;

/// <summary>An issuer of one's own: one that tells its keys by OpenID Connect's discovery, and one whose key stands in a file.</summary>
public sealed class IssuerTests : IAsyncLifetime
{
    private readonly RsaSecurityKey key = new(RSA.Create(2048)) { KeyId = "k1" };
    private readonly RsaSecurityKey other = new(RSA.Create(2048)) { KeyId = "k1" };
    private WebApplication issuer = null!;

    private string Address => issuer.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        issuer = builder.Build();
        var shown = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.Rsa.ExportParameters(false)) { KeyId = key.KeyId });
        issuer.MapGet("/.well-known/openid-configuration", () => Results.Text($$"""{"issuer":"{{Address}}","jwks_uri":"{{Address}}/keys"}"""));
        issuer.MapGet("/keys", () => Results.Text(
            $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"{{shown.Kid}}","n":"{{shown.N}}","e":"{{shown.E}}"}]}"""));
        await issuer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await issuer.DisposeAsync();
        key.Rsa.Dispose();
        other.Rsa.Dispose();
    }

    [Fact]
    public async Task ConfiguredIssuer_IsAskedForItsKeys_AndNoOtherTokenCounts()
    {
        await using var server = await ApiServer.StartAsync(configure: options => options with { Api = options.Api with { Issuer = Address } });
        await server.Database.AddProgrammeAsync("company");
        var own = new SigningCredentials(key, SecurityAlgorithms.RsaSha256);

        (await AskAsync(server, Token(own))).ShouldBe(StatusCode.OK);
        // Somebody else's key under the same name; the public key taken for a secret; another issuer, audience or time; a token that nobody has signed.
        var published = new SymmetricSecurityKey(key.Rsa.ExportSubjectPublicKeyInfo()) { KeyId = key.KeyId };
        foreach (var forged in new[]
        {
            Token(new SigningCredentials(other, SecurityAlgorithms.RsaSha256)), Token(new SigningCredentials(published, SecurityAlgorithms.HmacSha256)),
            Token(own, issuer: "https://elsewhere.example"), Token(own, audience: "elsewhere"), Token(own, hours: -1), Token(null),
        })
        {
            (await AskAsync(server, forged)).ShouldBe(StatusCode.Unauthenticated, forged);
        }
    }

    [Fact]
    public async Task ConfiguredIssuer_ThatNobodyCanAsk_IsKnownByTheKeyInAFile()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, key.Rsa.ExportSubjectPublicKeyInfoPem());
        await using var server = await ApiServer.StartAsync(configure: options => options with
        {
            Api = options.Api with { Issuer = "https://id.example", IssuerKey = file },
        });
        File.Delete(file);
        await server.Database.AddProgrammeAsync("company");

        (await AskAsync(server, Token(new SigningCredentials(key, SecurityAlgorithms.RsaSha256), issuer: "https://id.example"))).ShouldBe(StatusCode.OK);
        (await AskAsync(server, Token(new SigningCredentials(other, SecurityAlgorithms.RsaSha256), issuer: "https://id.example")))
            .ShouldBe(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task ConfiguredIssuer_WhoseKeysWouldTravelWithoutTls_IsRefused() =>
        (await Should.ThrowAsync<InvalidOperationException>(() => ApiServer.StartAsync(configure: options => options with
        {
            Api = options.Api with { Issuer = "http://id.example" },
        }))).Message.ShouldContain("https");

    private string Token(SigningCredentials? signing, string? issuer = null, string audience = "compensation", int hours = 1)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? Address,
            Audience = audience,
            IssuedAt = now.AddHours(-2),
            NotBefore = now.AddHours(-2),
            Expires = now.AddHours(hours),
            Claims = new Dictionary<string, object> { ["sub"] = "ada", ["roles"] = "admin", ["programme"] = "company" },
            SigningCredentials = signing,
        });
    }

    private static async Task<StatusCode> AskAsync(ApiServer server, string token)
    {
        using var client = new ApiClient(server.Address, $"Bearer {token}");
        try
        {
            await client.CallAsync<ListKeysResponse>("AdminService/ListKeys", new ListKeysRequest());
            return StatusCode.OK;
        }
        catch (CallFailedException failure)
        {
            return failure.Code;
        }
    }
}
