using System.Globalization;

namespace Orleans.Runtime;

/// <summary>Gives references to the grains of a silo.</summary>
internal sealed class GrainFactory(Silo silo) : IClusterClient
{
    public IServiceProvider ServiceProvider => silo.Services;

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey =>
        Get<TGrainInterface>(primaryKey.ToString("X", CultureInfo.InvariantCulture), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        return Get<TGrainInterface>(primaryKey, grainClassNamePrefix);
    }

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable =>
        (TGrainInterface)(object)silo.Grains.Reference(typeof(TGrainInterface), grainId);

    private TGrainInterface Get<TGrainInterface>(string key, string? prefix)
    {
        var known = silo.Grains.Interface(typeof(TGrainInterface), prefix);
        return (TGrainInterface)(object)known.Reference(GrainId.Create(known.Class.GrainType, key));
    }
}
