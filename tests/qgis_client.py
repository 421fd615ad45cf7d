"""Opens a project in QGIS's own Python, headless, and says as JSON what QGIS sees.

Run by ``test_qgis.py`` with the Python that QGIS is installed for; imports
nothing of ours.  ``argv[1]`` is a JSON object: ``project``, ``render`` (a list of
``png``, ``extent``, ``size``, ``time``, ``pixels``, ``layers``), ``styles`` (path of a GeoPackage).
"""

import json
import sys
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsDateTimeRange,
    QgsExpressionContextUtils,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDateTime, QSize, Qt

task = json.loads(sys.argv[1])
app = QgsApplication([], False)
app.initQgis()
answer = {"renders": []}
messages = []
app.messageLog().messageReceived.connect(lambda text, tag, level: messages.append(f"{tag}: {text}"))

project = QgsProject.instance()
if "project" in task:
    answer["read"] = project.read(task["project"])
    answer["title"] = project.title()
    answer["absolute"] = project.readBoolEntry("Paths", "/Absolute")[0]
    answer["layers"] = {
        layer.id(): {
            "name": layer.name(),
            "valid": layer.isValid(),
            "count": layer.featureCount(),
            "source": layer.source(),
            "crs": layer.crs().authid(),
            "geometry": int(layer.wkbType()),
            "renderer": layer.renderer().type() if layer.renderer() else None,
            "temporal": layer.temporalProperties().isActive(),
            "abstract": layer.metadata().abstract(),
            "licences": layer.metadata().licenses(),
            "aliases": {
                f.name(): layer.attributeDisplayName(i) for i, f in enumerate(layer.fields())
            },
            "types": {f.name(): f.typeName() for f in layer.fields()},
            "tip": layer.mapTipTemplate(),
        }
        for layer in project.mapLayers().values()
    }
    answer["groups"] = [
        [g.name(), g.itemVisibilityChecked(), [n.layerId() for n in g.findLayers()]]
        for g in project.layerTreeRoot().findGroups()
    ]
    answer["relations"] = {
        r: project.relationManager().relation(r).isValid()
        for r in project.relationManager().relations()
    }
    span = project.timeSettings().temporalRange()
    answer["period"] = [span.begin().toString(Qt.ISODate), span.end().toString(Qt.ISODate)]

for render in task.get("render", []):
    settings = QgsMapSettings()
    wanted = render.get("layers")
    layers = [
        layer
        for layer in project.layerTreeRoot().layerOrder()
        if (
            layer.id() in wanted if wanted else project.layerTreeRoot().findLayer(layer).isVisible()
        )
    ]
    settings.setLayers(layers)
    settings.setDestinationCrs(project.crs())
    settings.setBackgroundColor(project.backgroundColor())
    settings.setExtent(QgsRectangle(*render["extent"]))
    settings.setOutputSize(QSize(*render["size"]))
    settings.setOutputDpi(render.get("dpi", 96))
    settings.setFlag(QgsMapSettings.Antialiasing, True)
    if render.get("time"):
        begin, end = (QDateTime.fromString(text, Qt.ISODate) for text in render["time"])
        settings.setIsTemporal(True)
        settings.setTemporalRange(QgsDateTimeRange(begin, end))
    context = settings.expressionContext()
    context.appendScope(QgsExpressionContextUtils.globalScope())
    context.appendScope(QgsExpressionContextUtils.projectScope(project))
    context.appendScope(QgsExpressionContextUtils.mapSettingsScope(settings))
    settings.setExpressionContext(context)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    if render.get("png"):
        image.save(render["png"])
    to_pixel = settings.mapToPixel()
    counts = []
    for lon, lat, reach in render.get("pixels", []):
        at = to_pixel.transform(lon, lat)
        seen = {}
        for x in range(round(at.x()) - reach, round(at.x()) + reach + 1):
            for y in range(round(at.y()) - reach, round(at.y()) + reach + 1):
                if image.rect().contains(x, y):
                    colour = image.pixelColor(x, y).name()
                    seen[colour] = seen.get(colour, 0) + 1
        counts.append(seen)
    answer["renders"].append({"pixels": counts, "errors": [str(e.message) for e in job.errors()]})

if "styles" in task:
    answer["styled"] = {}
    for name in task["tables"]:
        layer = QgsVectorLayer(f"{task['styles']}|layername={name}", name, "ogr")
        # As QGIS does for a layer that is dropped on the map.
        message, loaded = layer.loadDefaultStyle()
        answer["styled"][name] = [
            layer.isValid(),
            loaded,
            layer.renderer().type() if layer.renderer() else None,
        ]

if "tip" in task:
    from qgis.core import QgsExpression, QgsExpressionContext

    layer = project.mapLayer(task["tip"])
    tips = []
    for feature in layer.getFeatures():
        context = QgsExpressionContext()
        context.appendScopes(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
        context.setFeature(feature)
        tips.append(QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context))
    answer["tips"] = tips

answer["messages"] = messages
Path(task["answer"]).write_text(json.dumps(answer), encoding="utf-8")
